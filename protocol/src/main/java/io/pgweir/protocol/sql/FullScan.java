package io.pgweir.protocol.sql;

/** Reads every token of a text, in pieces of any size, and answers all that {@link SqlScanner} is asked. */
final class FullScan implements Tokens {
    private final Lexer lexer = new Lexer(this);
    private final Vocabulary vocabulary;
    private final StatementEnd statementEnd = new StatementEnd();
    private final StatementRules rules = new StatementRules();
    private final SoleCommandRule sole = new SoleCommandRule();
    private int statements;
    private boolean commandExpected;

    FullScan(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Starts a new text. */
    void begin(boolean standardConformingStrings) {
        lexer.begin(standardConformingStrings);
        rules.begin();
        sole.none();
        statements = 0;
        commandExpected = true;
    }

    /** Reads the next piece, see {@link Lexer#scan}. */
    void scan(byte[] text, int index, int end) {
        lexer.scan(text, index, end);
    }

    /** Ends the text. */
    void end() {
        lexer.end();
        rules.end();
    }

    int suspicions() {
        return rules.found();
    }

    int statements() {
        return statements;
    }

    SoleCommand soleCommand() {
        return sole.answer();
    }

    @Override
    public void word(Word word) {
        Term term = vocabulary.find(word);
        Keyword keyword = term.keyword();
        if (commandExpected) {
            statementBegins(keyword);
            rules.statement(term);
            return;
        }
        rules.word(term);
        statementEnd.word(keyword);
        sole.word(keyword);
    }

    @Override
    public void name(Word name) {
        Term term = vocabulary.findQuoted(name);
        if (notFirst()) {
            rules.name(term);
        }
    }

    @Override
    public void encodedName() {
        notFirst();
        rules.encodedName();
    }

    @Override
    public void literal() {
        if (notFirst()) {
            rules.literal();
        }
    }

    @Override
    public void gluedWord() {
        rules.gluedWord();
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
        rules.symbol(symbol);
    }

    /** Whether this token is not the first of its statement. */
    private boolean notFirst() {
        boolean notFirst = !commandExpected;
        aside((byte) 0);
        return notFirst;
    }

    /** Anything but a word or a semicolon. */
    private void aside(byte symbol) {
        if (commandExpected) {
            statementBegins(Keyword.OTHER);
            rules.statement();
        } else {
            statementEnd.other(symbol);
            sole.other(symbol);
        }
    }

    private void statementBegins(Keyword command) {
        commandExpected = false;
        statements++;
        statementEnd.begin(command);
        if (statements == 1) {
            sole.begin(command);
        } else {
            sole.none();
        }
    }
}
