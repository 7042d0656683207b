package io.pgweir.protocol.sql;

/**
 * Cuts SQL into words, quoted names, literals and other characters, without allocating.
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
        /** An unquoted word ended, which is valid during this call only. */
        void word(Word word);

        /** A quoted name ended; doubled quotes in it part it into several. */
        void name(Word name);

        /** A name in {@code U&"..."} began, which nobody here decodes. */
        void encodedName();

        /** A string, a number or a parameter began. */
        void literal();

        /** A number and a word are one: {@code 1from}. Which word is not known. */
        void gluedWord();

        /** Any other character but white space and comments. */
        void symbol(byte symbol);
    }

    // Numbers, not an enum: storing a reference on every token would cost a barrier of the garbage collector's.
    private static final int PLAIN = 0;
    private static final int WORD = 1;
    private static final int NUMBER = 2;
    private static final int STRING = 3;
    private static final int STRING_ENDED = 4;
    private static final int UNICODE_PREFIX = 5;
    private static final int NAME = 6;
    private static final int ENCODED_NAME = 7;
    private static final int DASH = 8;
    private static final int LINE_COMMENT = 9;
    private static final int SLASH = 10;
    private static final int BLOCK_COMMENT = 11;
    private static final int DOLLAR = 12;
    private static final int DOLLAR_QUOTE = 13;

    private static final byte[] NOTHING = new byte[Word.SPARE_BYTES];

    private final Tokens tokens;
    private final Word word = new Word();
    private final DollarQuote dollarQuote = new DollarQuote();
    private final BlockComment blockComment = new BlockComment();
    private int state = PLAIN;
    private int afterComment = PLAIN;
    private boolean backslashEscapes;

    private boolean stringEscapes;
    private boolean escaped;
    private boolean newlineSeen;
    private boolean gapSeen;

    Lexer(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Starts a new text.
     *
     * @param standardConformingStrings the session's setting: off makes a backslash an escape in plain strings
     */
    void begin(boolean standardConformingStrings) {
        state = PLAIN;
        afterComment = PLAIN;
        backslashEscapes = !standardConformingStrings;
    }

    /**
     * Reads the next piece of the text; indices are absolute, end is exclusive.
     *
     * @param text goes on for {@link Word#SPARE_BYTES} behind the end
     */
    void scan(byte[] text, int index, int end) {
        int at = index;
        while (at < end) {
            at = switch (state) {
                case PLAIN -> plain(text, at, end);
                case WORD -> inWord(text, at, end);
                case NUMBER -> inNumber(text, at, end);
                case STRING -> inString(text, at, end);
                case STRING_ENDED -> afterString(text, at);
                case UNICODE_PREFIX -> afterUnicodePrefix(text, at);
                case NAME -> inName(text, at, end);
                case ENCODED_NAME -> inEncodedName(text, at, end);
                case DASH -> afterDash(text, at);
                case LINE_COMMENT -> inLineComment(text, at, end);
                case SLASH -> afterSlash(text, at);
                case BLOCK_COMMENT -> inBlockComment(text, at, end);
                case DOLLAR -> afterDollar(text, at);
                case DOLLAR_QUOTE -> inDollarQuote(text, at, end);
                default -> throw new IllegalStateException("lexer in state " + state);
            };
        }
    }

    /** Ends the text. */
    void end() {
        switch (state) {
            case WORD -> {
                word.end(NOTHING, 0, 0, 0);
                tokens.word(word);
            }
            case UNICODE_PREFIX -> noUnicodePrefix();
            case DASH -> tokens.symbol((byte) '-');
            case SLASH -> tokens.symbol((byte) '/');
            default -> {} // nothing is held back
        }
        state = PLAIN;
    }

    private int plain(byte[] text, int index, int end) {
        int at = index;
        while (at < end && state == PLAIN) {
            int kind = Characters.kind(text[at]);
            if ((kind & Characters.WORD_START) != 0) {
                word.begin();
                at = inWord(text, at, end);
                continue;
            }
            if ((kind & Characters.DIGIT) != 0) {
                tokens.literal();
                state = NUMBER;
            } else if ((kind & Characters.SPACE) == 0) {
                symbol(text[at]);
            }
            at++;
        }
        return at;
    }

    private void symbol(byte b) {
        switch (b) {
            case '\'' -> stringBegins(backslashEscapes);
            case '"' -> nameBegins();
            case '-' -> state = DASH;
            case '/' -> state = SLASH;
            case '$' -> {
                tokens.literal();
                state = DOLLAR;
            }
            default -> tokens.symbol(b);
        }
    }

    private int inWord(byte[] text, int index, int end) {
        int kinds = 0;
        for (int at = index; at < end; at++) {
            int kind = Characters.kind(text[at]);
            if ((kind & Characters.WORD_PART) == 0) {
                word.end(text, index, at, kinds);
                return afterWord(text[at], at);
            }
            kinds |= kind;
        }
        word.part(text, index, end, kinds);
        state = WORD;
        return end;
    }

    private int afterWord(byte b, int at) {
        state = PLAIN;
        boolean mayPrefix = word.length() == 1 && (b == '\'' || b == '&');
        if (mayPrefix && prefixes(word.letter(0), b)) {
            return at + 1;
        }
        tokens.word(word);
        return at;
    }

    /** {@code E'...'} takes escapes whatever the setting; {@code U&'...'} and the bit strings take none. */
    private boolean prefixes(int letter, byte b) {
        if (b == '&') {
            if (letter == 'u') {
                word.keep();
                state = UNICODE_PREFIX;
            }
            return letter == 'u';
        }
        switch (letter) {
            case 'e' -> stringBegins(true);
            case 'b', 'x' -> stringBegins(false);
            case 'n' -> stringBegins(backslashEscapes);
            default -> {
                return false;
            }
        }
        return true;
    }

    private int afterUnicodePrefix(byte[] text, int at) {
        switch (text[at]) {
            case '\'' -> stringBegins(false);
            case '"' -> {
                tokens.encodedName();
                state = ENCODED_NAME;
            }
            default -> {
                noUnicodePrefix();
                return at;
            }
        }
        return at + 1;
    }

    private void noUnicodePrefix() {
        state = PLAIN;
        tokens.word(word);
        tokens.symbol((byte) '&');
    }

    private int inNumber(byte[] text, int index, int end) {
        int kinds = 0;
        int at = index;
        while (at < end && Characters.is(Characters.NUMBER_PART, text[at])) {
            kinds |= Characters.kind(text[at]);
            at++;
        }
        if ((kinds & Characters.NEVER_IN_NUMBER) != 0) {
            tokens.gluedWord();
        }
        if (at < end) {
            state = PLAIN;
        }
        return at;
    }

    private void stringBegins(boolean escapes) {
        tokens.literal();
        state = STRING;
        stringEscapes = escapes;
        escaped = false;
    }

    private int inString(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (escaped) {
                escaped = false;
            } else if (b == '\'') {
                state = STRING_ENDED;
                newlineSeen = false;
                gapSeen = false;
                return at + 1;
            } else if (b == '\\') {
                escaped = stringEscapes;
            }
        }
        return end;
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
                    stringBegins(backslashEscapes);
                }
                state = STRING;
            }
            case ' ', '\t', '\f', 0x0b -> gapSeen = true;
            case '\n', '\r' -> {
                gapSeen = true;
                newlineSeen = true;
            }
            case '-' -> {
                gapSeen = true;
                afterComment = STRING_ENDED;
                state = DASH;
            }
            default -> {
                state = PLAIN;
                return at;
            }
        }
        return at + 1;
    }

    private void nameBegins() {
        word.begin();
        state = NAME;
    }

    private int inName(byte[] text, int index, int end) {
        int kinds = 0;
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (b == '"') {
                state = PLAIN; // a doubled quote begins the name again: the same for all that we look for
                word.end(text, index, at, kinds);
                tokens.name(word);
                return at + 1;
            }
            kinds |= Characters.kind(b);
        }
        word.part(text, index, end, kinds);
        return end;
    }

    private int inEncodedName(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            if (text[at] == '"') {
                state = PLAIN;
                return at + 1;
            }
        }
        return end;
    }

    private int afterDash(byte[] text, int at) {
        if (text[at] == '-') {
            state = LINE_COMMENT;
            return at + 1;
        }
        afterComment = PLAIN;
        state = PLAIN;
        tokens.symbol((byte) '-');
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
        afterComment = PLAIN;
    }

    private int afterSlash(byte[] text, int at) {
        if (text[at] == '*') {
            state = BLOCK_COMMENT;
            blockComment.begin();
            return at + 1;
        }
        state = PLAIN;
        tokens.symbol((byte) '/');
        return at;
    }

    private int inBlockComment(byte[] text, int index, int end) {
        int at = blockComment.scan(text, index, end);
        if (blockComment.over()) {
            commentEnded();
        }
        return at;
    }

    private int afterDollar(byte[] text, int at) {
        if (Characters.is(Characters.DIGIT, text[at])) {
            state = NUMBER; // a parameter: $1
        } else {
            dollarQuote.begin();
            state = DOLLAR_QUOTE;
        }
        return at;
    }

    private int inDollarQuote(byte[] text, int index, int end) {
        int at = dollarQuote.scan(text, index, end);
        if (dollarQuote.over()) {
            state = PLAIN;
        }
        return at;
    }
}
