package io.pgweir.protocol.sql;

/**
 * Which semicolons end a statement: not those in the body of a routine ({@code BEGIN ATOMIC ... END}) and not those
 * between the actions of a rule ({@code CREATE RULE ... DO (a; b)}).
 *
 * <p>Within a body only an END that is first in its statement can be the body's own: others belong to a CASE.
 */
final class StatementEnd {
    private static final int ROUTINE_WITHIN_WORDS = 3; // CREATE OR REPLACE FUNCTION

    private boolean creates;
    private boolean routine;
    private boolean inBody;
    private boolean bodyStatementBegins;
    private int words;
    private int parentheses;
    private Keyword previous = Keyword.OTHER;

    /** A statement begins with this word, or with {@link Keyword#OTHER}. */
    void begin(Keyword command) {
        creates = command == Keyword.CREATE;
        routine = false;
        inBody = false;
        words = 0;
        parentheses = 0;
        previous = Keyword.OTHER;
    }

    void word(Keyword keyword) {
        if (!creates) {
            return;
        }
        words++;
        if (keyword == Keyword.ROUTINE && words <= ROUTINE_WITHIN_WORDS) {
            routine = true;
        } else if (inBody) {
            inBody = !(bodyStatementBegins && keyword == Keyword.END);
            bodyStatementBegins = false;
        } else if (routine && parentheses == 0 && keyword == Keyword.ATOMIC && previous == Keyword.BEGIN) {
            inBody = true;
            bodyStatementBegins = true;
        }
        previous = keyword;
    }

    /** Anything but a word and a semicolon. */
    void other(byte symbol) {
        if (!creates) {
            return;
        }
        previous = Keyword.OTHER;
        bodyStatementBegins = false;
        if (symbol == '(') {
            parentheses++;
        } else if (symbol == ')') {
            parentheses--;
        }
    }

    /** Whether this semicolon ends the statement. */
    boolean semicolon() {
        bodyStatementBegins = true;
        return !inBody && !(creates && parentheses > 0);
    }
}
