package io.pgweir.protocol.sql;

/**
 * Whether a SELECT or VALUES runs nothing but built-in code: it reads no table, and all that it calls and casts to is
 * in {@link InnocentWords}. Operators are taken for built-in ones, except unusual ones.
 */
final class InnocentSelect {
    private static final String UNUSUAL_OPERATORS = "@#^&~?`";

    private enum Before {
        OTHER,
        WORD,
        COLON,
        CAST,
        CLOSED,
        DOT,
        CATALOG_DOT
    }

    private boolean open;
    private boolean innocent;
    private Before before = Before.OTHER;
    private Term word = Term.UNKNOWN;

    /** A SELECT or VALUES begins. */
    void begin(Term command) {
        open = true;
        innocent = true;
        before = Before.WORD;
        word = command;
    }

    /** Another statement begins. */
    void none() {
        open = false;
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
        innocent &= before != Before.CAST || term.innocent();
        word = before == Before.DOT ? Term.UNKNOWN : term;
        before = Before.WORD;
    }

    void literal() {
        callee();
        before = Before.OTHER;
    }

    void symbol(byte symbol) {
        switch (symbol) {
            case '(' -> {
                callee();
                before = Before.OTHER;
            }
            case ':' -> before = before == Before.COLON ? Before.CAST : Before.COLON;
            case '.' -> dot();
            case ')', ']' -> before = Before.CLOSED;
            default -> {
                innocent &= UNUSUAL_OPERATORS.indexOf(symbol) < 0;
                before = Before.OTHER;
            }
        }
    }

    /** What precedes a parenthesis is called, and what precedes a literal is a type. */
    private void callee() {
        innocent &= before != Before.WORD || word.innocent();
    }

    /** A dot behind a parenthesis may call a function of the row before it. */
    private void dot() {
        innocent &= before != Before.CLOSED;
        before = before == Before.WORD && word.keyword() == Keyword.PG_CATALOG ? Before.CATALOG_DOT : Before.DOT;
    }
}
