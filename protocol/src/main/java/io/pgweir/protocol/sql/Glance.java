package io.pgweir.protocol.sql;

/**
 * A quick look at a whole text: it either answers exactly what {@link FullScan} would, or says that it does not suffice.
 *
 * <p>It is made for the one SELECT, INSERT, UPDATE, DELETE, BEGIN or COMMIT that most texts are. What such a statement
 * does follows from its command and from a few words that may be anywhere in it, so nearly all words need no more than
 * the {@link Sieve}. It gives up on what takes a memory of the words before: strings with escapes, dollar quotes,
 * several statements, calls of {@code set_config}, a SELECT that calls functions but reads no table.
 *
 * <p>Only for texts with {@code standard_conforming_strings} in an encoding where ASCII is ASCII.
 */
final class Glance {
    /** In place of an index: this look does not suffice. */
    private static final int UNSURE = -1;

    private final Vocabulary vocabulary;
    private final Sieve sieve;
    private final Word word = new Word();
    private final BlockComment blockComment = new BlockComment();
    private final SoleCommandRule sole = new SoleCommandRule();
    private int found;
    private int words;
    private boolean readsTable;
    private boolean unusual;

    Glance(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.sieve = vocabulary.sieve();
    }

    /** What this text may do, if it suffices. */
    int suspicions() {
        return found;
    }

    /** What this text is, if it suffices. */
    SoleCommand soleCommand() {
        return sole.answer();
    }

    /**
     * Looks at a text, and answers whether that was enough.
     *
     * @param text goes on for {@link Word#SPARE_BYTES} behind the end, which are written to
     */
    boolean suffices(byte[] text, int end) {
        text[end] = 0; // ends every word and number
        int from = gapEnd(text, end);
        if (!Characters.is(Characters.WORD_START, text[from])) {
            return false;
        }
        int at = wordEnd(text, from);
        if (mayPrefix(text, from, at)) {
            return false;
        }
        Term first = find(text, from, at);
        Keyword command = first.keyword();
        found = command.asCommand() | first.suspicions();
        sole.begin(command);
        return switch (command) {
            case BEGIN, START, COMMIT, END, ROLLBACK, ABORT -> nothingFollows(text, at, end);
            case SET, PREPARE, DISCARD, DECLARE, CREATE, EXPLAIN, DEALLOCATE -> false;
            case SELECT, VALUES -> rest(text, at, end) && settled();
            default -> rest(text, at, end);
        };
    }

    /** Whether it is known if a SELECT or VALUES runs code of users. */
    private boolean settled() {
        if (readsTable) {
            found |= Suspicion.USER_CODE;
        }
        return readsTable || (words == 0 && !unusual);
    }

    /** Reads all that is behind the first word. */
    private boolean rest(byte[] text, int index, int end) {
        words = 0;
        readsTable = false;
        unusual = false;
        int at = index;
        while (at >= 0 && at < end) {
            int kind = Characters.kind(text[at]);
            if ((kind & Characters.WORD_START) != 0) {
                at = word(text, at);
            } else if ((kind & (Characters.SPACE | Characters.PLAIN_SYMBOL)) != 0) {
                at++;
            } else if ((kind & Characters.DIGIT) != 0) {
                at = numberEnd(text, at);
            } else {
                at = special(text, at, end);
            }
        }
        return at >= 0;
    }

    private int special(byte[] text, int at, int end) {
        return switch (text[at]) {
            case '\'' -> stringEnd(text, at + 1, end);
            case '"' -> name(text, at + 1, end);
            case '$' -> Characters.is(Characters.DIGIT, text[at + 1]) ? numberEnd(text, at + 1) : UNSURE;
            case '-' -> text[at + 1] == '-' ? lineEnd(text, at + 2, end) : at + 1;
            case '/' -> text[at + 1] == '*' ? commentEnd(text, at + 2, end) : at + 1;
            case ';' -> nothingFollows(text, at, end) ? end : UNSURE;
            default -> {
                unusual = true; // an operator that users may have made, or a dot, which calls functions too
                yield at + 1;
            }
        };
    }

    private int word(byte[] text, int from) {
        int at = wordEnd(text, from);
        words++;
        if (mayPrefix(text, from, at)) {
            return UNSURE;
        }
        return !sieve.catches(text, from, at - from) || caught(find(text, from, at)) ? at : UNSURE;
    }

    /** Whether nothing but this term's suspicions matters. */
    private boolean caught(Term term) {
        found |= term.suspicions();
        switch (term.keyword()) {
            case FROM, INTO, TABLE -> readsTable = true;
            case SET_CONFIG, PG_SETTINGS -> {
                return false;
            }
            default -> {}
        }
        return true;
    }

    private int name(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] != '"') {
            at++;
        }
        words++;
        if (at == end) {
            return UNSURE;
        }
        return !sieve.catches(text, from, at - from) || caughtQuoted(find(text, from, at)) ? at + 1 : UNSURE;
    }

    private boolean caughtQuoted(Term term) {
        boolean tableBefore = readsTable;
        boolean sure = !term.quotable() || caught(term);
        readsTable = tableBefore; // no keyword is one in quotes
        return sure;
    }

    private Term find(byte[] text, int from, int end) {
        word.begin();
        word.end(text, from, end, 0);
        return vocabulary.find(word);
    }

    /** Whether a string with rules of its own may begin here: {@code E'...'}, {@code U&'...'}. */
    private static boolean mayPrefix(byte[] text, int from, int end) {
        return end - from == 1 && (text[end] == '\'' || text[end] == '&');
    }

    private static int wordEnd(byte[] text, int from) {
        int at = from;
        long ends = Word.ends(Word.eight(text, at));
        while (ends == 0) {
            at += Long.BYTES;
            ends = Word.ends(Word.eight(text, at));
        }
        return at + Long.numberOfTrailingZeros(ends) / Byte.SIZE;
    }

    private static int numberEnd(byte[] text, int from) {
        int at = from + 1;
        while (Characters.is(Characters.NUMBER_PART, text[at])) {
            if (Characters.is(Characters.NEVER_IN_NUMBER, text[at])) {
                return UNSURE;
            }
            at++;
        }
        return at;
    }

    /** A doubled quote begins the string again: the same for all that we look for. */
    private static int stringEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] != '\'') {
            at++;
        }
        return at < end ? at + 1 : UNSURE;
    }

    private static int lineEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return at;
    }

    private int commentEnd(byte[] text, int from, int end) {
        blockComment.begin();
        return blockComment.scan(text, from, end);
    }

    /** Behind the space and the comments that a text begins with. */
    private int gapEnd(byte[] text, int end) {
        int at = spaceEnd(text, 0, end);
        while (text[at] == '/' && text[at + 1] == '*') {
            at = spaceEnd(text, commentEnd(text, at + 2, end), end);
        }
        return at;
    }

    private static int spaceEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && Characters.is(Characters.SPACE, text[at])) {
            at++;
        }
        return at;
    }

    private static boolean nothingFollows(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] == ';' || Characters.is(Characters.SPACE, text[at]))) {
            at++;
        }
        return at == end;
    }
}
