package io.pgweir.protocol.sql;

import java.nio.charset.StandardCharsets;

/** What the vocabulary knows about a word. Immutable. */
final class Term {
    static final Term UNKNOWN = new Term("", Keyword.OTHER, true);

    private final byte[] letters;
    private final Keyword keyword;
    private final int suspicions;
    private final boolean quotable;
    private final boolean innocent;

    Term(String name, Keyword keyword, boolean quotable) {
        this(name.getBytes(StandardCharsets.UTF_8), keyword, Suspicion.NONE, quotable, false);
    }

    private Term(byte[] letters, Keyword keyword, int suspicions, boolean quotable, boolean innocent) {
        this.letters = letters;
        this.keyword = keyword;
        this.suspicions = suspicions;
        this.quotable = quotable;
        this.innocent = innocent;
    }

    Term suspectedOf(int more, boolean alsoQuoted) {
        return new Term(letters, keyword, suspicions | more, alsoQuoted, innocent);
    }

    Term withoutGuilt() {
        return new Term(letters, keyword, suspicions, quotable, true);
    }

    /** Its lower-case letters, shared: not to be changed. */
    byte[] letters() {
        return letters;
    }

    Keyword keyword() {
        return keyword;
    }

    /** {@link Suspicion} bits of a statement with this word anywhere. */
    int suspicions() {
        return suspicions;
    }

    /** Whether it means the same in quotes: names of functions and views do, keywords do not. */
    boolean quotable() {
        return quotable;
    }

    /** Whether no user's code runs where it precedes a parenthesis or a string, or follows a cast. */
    boolean innocent() {
        return innocent;
    }
}
