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
    // Numbers, not an enum: storing a reference on every token would cost a barrier of the garbage collector's.
    private static final int PLAIN = 0;
    private static final int WORD = 1;
    private static final int NUMBER = 2;
    private static final int STRING = 3;
    private static final int STRING_ENDED = 4;
    private static final int UNICODE_PREFIX = 5;
    private static final int NAME = 6;
    private static final int ENCODED_NAME = 7;
    private static final int COMMENT = 8;
    private static final int DOLLAR = 9;
    private static final int DOLLAR_QUOTE = 10;

    private static final byte[] NOTHING = new byte[Word.SPARE_BYTES];

    private final Tokens tokens;
    private final Word word = new Word();
    private final DollarQuote dollarQuote = new DollarQuote();
    private final StringLiteral string = new StringLiteral();
    private final Comment comment = new Comment();
    private int state = PLAIN;
    private int afterComment = PLAIN;
    private boolean backslashEscapes;

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
                case COMMENT -> inComment(text, at, end);
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
            case COMMENT -> inComment(NOTHING, 0, 1); // tells a lone dash or slash
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
            case '"' -> {
                word.begin();
                state = NAME;
            }
            case '-', '/' -> commentBegins(b);
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
        if (text[at] == '\'') {
            stringBegins(false);
        } else if (text[at] == '"') {
            tokens.encodedName();
            state = ENCODED_NAME;
        } else {
            noUnicodePrefix();
            return at;
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
        string.begin(escapes);
    }

    private int inString(byte[] text, int index, int end) {
        int at = string.scan(text, index, end);
        if (string.ended()) {
            state = STRING_ENDED;
        }
        return at;
    }

    private int afterString(byte[] text, int at) {
        byte b = text[at];
        if (b == '\'' && string.goesOn()) {
            state = STRING;
        } else if (b == '-') {
            string.gap(b);
            commentBegins(b);
            afterComment = STRING_ENDED;
        } else if (b != 0 && Characters.is(Characters.SPACE, b)) {
            string.gap(b);
        } else {
            state = PLAIN;
            return at;
        }
        return at + 1;
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

    private void commentBegins(byte first) {
        comment.begin(first);
        state = COMMENT;
        afterComment = PLAIN;
    }

    private int inComment(byte[] text, int index, int end) {
        int at = comment.scan(text, index, end);
        if (comment.over()) {
            state = afterComment;
        } else if (comment.none()) {
            state = PLAIN;
            tokens.symbol(comment.first());
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
