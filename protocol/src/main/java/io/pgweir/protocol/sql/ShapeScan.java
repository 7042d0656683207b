package io.pgweir.protocol.sql;

/** Reads every token of a text, in pieces of any size, for the text's {@link Shape}. */
final class ShapeScan implements Tokens {
    private final Lexer lexer = new Lexer(this);
    private final Vocabulary vocabulary;
    private final StatementEnd statementEnd = new StatementEnd();
    private final NamesInShape names = new NamesInShape();
    private final Shape shape = new Shape();
    private boolean commandExpected;
    private boolean first;

    ShapeScan(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Starts a new text. */
    void begin(boolean standardConformingStrings) {
        lexer.begin(standardConformingStrings);
        shape.begin();
        commandExpected = true;
        first = true;
    }

    /** Reads the next piece, see {@link Lexer#scan}. */
    void scan(byte[] text, int index, int end) {
        lexer.scan(text, index, end);
    }

    /** Ends the text, and answers the fingerprint. */
    long end() {
        lexer.end();
        return shape.value();
    }

    @Override
    public void word(Word word) {
        Keyword keyword = vocabulary.find(word).keyword();
        if (commandExpected) {
            statementBegins(keyword);
            shape.word(word.shape(false));
            return;
        }
        statementEnd.word(keyword);
        if (names.isName(keyword)) {
            shape.literal();
        } else {
            shape.word(word.shape(false));
        }
    }

    @Override
    public void name(Word name) {
        aside((byte) 0);
        if (names.isName(Keyword.OTHER)) {
            shape.literal();
        } else {
            shape.name(name.shape(true));
        }
    }

    @Override
    public void encodedName() {
        aside((byte) 0);
        names.isName(Keyword.OTHER); // whichever it was, it is behind us
        shape.encodedName();
    }

    @Override
    public void literal() {
        aside((byte) 0);
        shape.literal();
    }

    @Override
    public void gluedWord() {
        // The number before it stands for both.
    }

    @Override
    public void symbol(byte symbol) {
        if (symbol == ';' && statementEnd.semicolon()) {
            commandExpected = true;
            return;
        }
        if (symbol != ';') {
            aside(symbol);
        }
        shape.symbol(symbol);
    }

    /** Anything but a word or a semicolon. */
    private void aside(byte symbol) {
        if (commandExpected) {
            statementBegins(Keyword.OTHER);
        } else {
            statementEnd.other(symbol);
        }
    }

    private void statementBegins(Keyword command) {
        commandExpected = false;
        statementEnd.begin(command);
        names.begin(command);
        if (!first) {
            shape.symbol((byte) ';'); // those that end the text or an empty statement do not count
        }
        first = false;
    }
}
