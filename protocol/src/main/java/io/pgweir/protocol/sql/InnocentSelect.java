package io.pgweir.protocol.sql;

/**
 * Whether a SELECT or VALUES runs nothing but built-in code: it reads no table, and all that it calls and casts to is
 * in {@link InnocentWords}. Operators are taken for built-in ones, except unusual ones.
 */
final class InnocentSelect {
    private static final String UNUSUAL_OPERATORS = "@#^&~?`";

    // What the token before was. Numbers, not an enum, for the reason given in Lexer.
    private static final int OTHER = 0;
    private static final int WORD = 1;
    private static final int COLON = 2;
    private static final int CAST = 3;
    private static final int CLOSED = 4;
    private static final int DOT = 5;
    private static final int CATALOG_DOT = 6;

    private boolean open;
    private boolean innocent;
    private int before = OTHER;
    private boolean wordInnocent;
    private boolean wordIsCatalog;

    /** A SELECT or VALUES begins. */
    void begin() {
        open = true;
        innocent = true;
        before = WORD;
        wordInnocent = true;
        wordIsCatalog = false;
    }

    /** Another statement begins. */
    void none() {
        open = false;
    }

    /** Whether a SELECT or VALUES is being read that runs only built-in code so far. */
    boolean open() {
        return open && innocent;
    }

    /** Whether there is no such statement, or nothing was found that runs a user's code. */
    boolean holds() {
        return !open || innocent;
    }

    void guilty() {
        innocent = false;
    }

    void word(Term term) {
        Keyword keyword = term.keyword();
        innocent &= keyword != Keyword.FROM && keyword != Keyword.INTO && keyword != Keyword.TABLE;
        name(term);
    }

    void name(Term term) {
        innocent &= before != CAST || term.innocent();
        wordInnocent = before != DOT && term.innocent();
        wordIsCatalog = before != DOT && term.keyword() == Keyword.PG_CATALOG;
        before = WORD;
    }

    void literal() {
        callee();
        before = OTHER;
    }

    void symbol(byte symbol) {
        switch (symbol) {
            case '(' -> {
                callee();
                before = OTHER;
            }
            case ':' -> before = before == COLON ? CAST : COLON;
            case '.' -> dot();
            case ')', ']' -> before = CLOSED;
            default -> {
                innocent &= UNUSUAL_OPERATORS.indexOf(symbol) < 0;
                before = OTHER;
            }
        }
    }

    /** What precedes a parenthesis is called, and what precedes a literal is a type. */
    private void callee() {
        innocent &= before != WORD || wordInnocent;
    }

    /** A dot behind a parenthesis may call a function of the row before it. */
    private void dot() {
        innocent &= before != CLOSED;
        before = before == WORD && wordIsCatalog ? CATALOG_DOT : DOT;
    }
}
