package io.pgweir.protocol.sql;

/**
 * Cuts SQL into words, semicolons and everything else, without allocating.
 *
 * <p>It knows exactly as much of PostgreSQL's lexer (scan.l) as it needs to tell words from what only looks like
 * words: nested comments, the kinds of string ({@code ''}, {@code E''}, {@code U&''}, their continuation over lines),
 * quoted identifiers, dollar quotes.
 *
 * <p>The text may come in any number of pieces: all state is in the fields, so a statement can be longer than any
 * buffer. Use: {@link #begin}, {@link #scan} for each piece, {@link #end}.
 */
final class Lexer {
    /** What the lexer tells as it goes. */
    interface Tokens {
        /**
         * An unquoted word ended.
         *
         * @param letters the bytes of its last eight letters in lower case, the last one lowest
         */
        void word(long letters, int length);

        void semicolon();

        /** Something began that is neither a word nor a semicolon. */
        void other();
    }

    private enum State {
        PLAIN,
        WORD,
        NUMBER,
        STRING,
        STRING_ENDED,
        QUOTED_NAME,
        DASH,
        LINE_COMMENT,
        SLASH,
        BLOCK_COMMENT,
        DOLLAR,
        DOLLAR_TAG,
        DOLLAR_BODY,
        DOLLAR_END
    }

    private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final byte WORD_START = 1;
    private static final byte TAG_PART = 2;
    private static final byte WORD_PART = 4;
    private static final byte SPACE = 8;
    private static final byte[] KINDS = kinds();
    private static final int[] LETTERS = letters();

    private final Tokens tokens;
    private State state = State.PLAIN;
    private boolean backslashEscapes;

    private long word;
    private int wordLength;

    private boolean stringEscapes;
    private boolean escaped;
    private boolean newlineSeen;
    private boolean gapSeen;

    private State afterComment = State.PLAIN;
    private int commentDepth;
    private byte previous;

    private long tagHash;
    private int tagLength;
    private long candidateHash;
    private int candidateLength;

    Lexer(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Starts a new text.
     *
     * @param standardConformingStrings the session's setting: off makes a backslash an escape in plain strings
     */
    void begin(boolean standardConformingStrings) {
        state = State.PLAIN;
        backslashEscapes = !standardConformingStrings;
        wordLength = 0;
        commentDepth = 0;
    }

    /** Reads the next piece of the text; indices are absolute, end is exclusive. */
    void scan(byte[] text, int index, int end) {
        int at = index;
        while (at < end) {
            at = switch (state) {
                case PLAIN -> plain(text, at, end);
                case WORD -> inWord(text, at, end);
                case NUMBER -> inNumber(text, at, end);
                case STRING -> inString(text, at, end);
                case STRING_ENDED -> afterString(text, at);
                case QUOTED_NAME -> inQuotedName(text, at, end);
                case DASH -> afterDash(text, at);
                case LINE_COMMENT -> inLineComment(text, at, end);
                case SLASH -> afterSlash(text, at);
                case BLOCK_COMMENT -> inBlockComment(text, at, end);
                case DOLLAR -> afterDollar(text, at);
                case DOLLAR_TAG -> inDollarTag(text, at);
                case DOLLAR_BODY -> inDollarBody(text, at, end);
                case DOLLAR_END -> inDollarEnd(text, at);
            };
        }
    }

    /** Ends the text. */
    void end() {
        if (state == State.WORD) {
            wordEnded();
        }
    }

    private int plain(byte[] text, int index, int end) {
        int at = index;
        while (at < end && isSpace(text[at])) {
            at++;
        }
        if (at == end) {
            return at;
        }
        byte b = text[at];
        switch (b) {
            case ';' -> tokens.semicolon();
            case '\'' -> stringBegins(backslashEscapes);
            case '"' -> tokenBegins(State.QUOTED_NAME);
            case '-' -> state = State.DASH;
            case '/' -> state = State.SLASH;
            case '$' -> tokenBegins(State.DOLLAR);
            default -> {
                return otherToken(text, at, end);
            }
        }
        return at + 1;
    }

    private int otherToken(byte[] text, int at, int end) {
        byte b = text[at];
        if (startsWord(b)) {
            state = State.WORD;
            word = 0;
            wordLength = 0;
            return inWord(text, at, end);
        }
        tokenBegins(b >= '0' && b <= '9' ? State.NUMBER : State.PLAIN);
        return at + 1;
    }

    private void tokenBegins(State next) {
        tokens.other();
        state = next;
    }

    private int inWord(byte[] text, int index, int end) {
        long letters = word;
        int at = index;
        while (at < end && continuesWord(text[at])) {
            letters = (letters << Byte.SIZE) | LETTERS[text[at] & 0xff];
            at++;
        }
        word = letters;
        wordLength += at - index;
        if (at == end) {
            return at;
        }
        wordEnded();
        return text[at] == '\'' ? quoteAfterWord(at) : at;
    }

    private void wordEnded() {
        tokens.word(word, wordLength);
        state = State.PLAIN;
    }

    /** {@code E'...'} takes escapes whatever the setting; {@code U&'...'} and the bit strings take none. */
    private int quoteAfterWord(int at) {
        boolean escapeString = wordLength == 1 && word == 'e';
        stringBegins(escapeString || backslashEscapes);
        return at + 1;
    }

    /** A number runs into letters ({@code 1e5}, {@code 0x1F}), which are no word of their own. */
    private int inNumber(byte[] text, int index, int end) {
        int at = index;
        while (at < end && continuesWord(text[at])) {
            at++;
        }
        if (at < end) {
            state = State.PLAIN;
        }
        return at;
    }

    private void stringBegins(boolean escapes) {
        tokenBegins(State.STRING);
        stringEscapes = escapes;
        escaped = false;
    }

    private int inString(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (escaped) {
                escaped = false;
            } else if (b == '\'') {
                stringEnded();
                return at + 1;
            } else if (b == '\\') {
                escaped = stringEscapes;
            }
        }
        return end;
    }

    private void stringEnded() {
        state = State.STRING_ENDED;
        newlineSeen = false;
        gapSeen = false;
    }

    /**
     * A quote right behind a string is a doubled quote, and one behind white space with a line break continues the
     * string: both go on with the escapes that the string began with.
     */
    private int afterString(byte[] text, int at) {
        byte b = text[at];
        switch (b) {
            case '\'' -> {
                if (gapSeen && !newlineSeen) {
                    stringEscapes = backslashEscapes;
                }
                state = State.STRING;
                return at + 1;
            }
            case ' ', '\t', '\f', 0x0b -> gapSeen = true;
            case '\n', '\r' -> {
                gapSeen = true;
                newlineSeen = true;
            }
            case '-' -> {
                gapSeen = true;
                afterComment = State.STRING_ENDED;
                state = State.DASH;
            }
            default -> {
                state = State.PLAIN;
                return at;
            }
        }
        return at + 1;
    }

    private int inQuotedName(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            if (text[at] == '"') {
                state = State.PLAIN; // a doubled quote begins the name again: the same for all that we look for
                return at + 1;
            }
        }
        return end;
    }

    private int afterDash(byte[] text, int at) {
        if (text[at] == '-') {
            state = State.LINE_COMMENT;
            return at + 1;
        }
        afterComment = State.PLAIN;
        tokenBegins(State.PLAIN);
        return at;
    }

    private int inLineComment(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (b == '\n' || b == '\r') {
                commentEnded();
                return at; // the line break itself may continue a string
            }
        }
        return end;
    }

    private void commentEnded() {
        state = afterComment;
        afterComment = State.PLAIN;
    }

    private int afterSlash(byte[] text, int at) {
        if (text[at] == '*') {
            state = State.BLOCK_COMMENT;
            commentDepth = 1;
            previous = 0;
            return at + 1;
        }
        tokenBegins(State.PLAIN);
        return at;
    }

    private int inBlockComment(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (previous == '/' && b == '*') {
                commentDepth++;
                previous = 0;
            } else if (previous == '*' && b == '/') {
                previous = 0;
                if (--commentDepth == 0) {
                    commentEnded();
                    return at + 1;
                }
            } else {
                previous = b;
            }
        }
        return end;
    }

    private int afterDollar(byte[] text, int at) {
        byte b = text[at];
        tagHash = 0;
        tagLength = 0;
        if (b == '$') {
            state = State.DOLLAR_BODY;
            return at + 1;
        }
        state = startsWord(b) ? State.DOLLAR_TAG : State.PLAIN; // else a parameter: $1
        return at;
    }

    private int inDollarTag(byte[] text, int at) {
        byte b = text[at];
        if (b == '$') {
            state = State.DOLLAR_BODY;
        } else if (continuesTag(b)) {
            tagHash = hash(tagHash, b);
            tagLength++;
        } else {
            state = State.PLAIN;
            return at;
        }
        return at + 1;
    }

    private int inDollarBody(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            if (text[at] == '$') {
                state = State.DOLLAR_END;
                candidateHash = 0;
                candidateLength = 0;
                return at + 1;
            }
        }
        return end;
    }

    private int inDollarEnd(byte[] text, int at) {
        byte b = text[at];
        if (b == '$') {
            if (candidateLength == tagLength && candidateHash == tagHash) {
                state = State.PLAIN;
                return at + 1;
            }
            state = State.DOLLAR_BODY; // this dollar may begin the right tag
            return at;
        }
        if (!continuesTag(b)) {
            state = State.DOLLAR_BODY;
            return at;
        }
        candidateHash = hash(candidateHash, b);
        candidateLength++;
        return at + 1;
    }

    private static long hash(long hash, byte b) {
        return (hash ^ b) * HASH_MULTIPLIER;
    }

    private static boolean isSpace(byte b) {
        return (KINDS[b & 0xff] & SPACE) != 0;
    }

    private static boolean startsWord(byte b) {
        return (KINDS[b & 0xff] & WORD_START) != 0;
    }

    private static boolean continuesTag(byte b) {
        return (KINDS[b & 0xff] & TAG_PART) != 0;
    }

    private static boolean continuesWord(byte b) {
        return (KINDS[b & 0xff] & WORD_PART) != 0;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int b = 0; b < kinds.length; b++) {
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b >= 0x80;
            if (letter) {
                kinds[b] = WORD_START | TAG_PART | WORD_PART;
            } else if (b >= '0' && b <= '9') {
                kinds[b] = TAG_PART | WORD_PART;
            } else if (b == '$') {
                kinds[b] = WORD_PART;
            } else if (b == ' ' || (b >= '\t' && b <= '\r')) {
                kinds[b] = SPACE;
            }
        }
        return kinds;
    }

    /** Every byte in lower case, as an unsigned number. */
    private static int[] letters() {
        int[] letters = new int[256];
        for (int b = 0; b < letters.length; b++) {
            letters[b] = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
        }
        return letters;
    }
}
