package io.pgweir.protocol.sql;

import io.netty.buffer.ByteBuf;

/**
 * Finds in one pass what a text of SQL may do to its session, without parsing it and without allocating.
 *
 * <p>Statements end at semicolons; the first word of each is its command. The text may come in any number of pieces.
 * Use: {@link #begin}, {@link #scan} for each piece, {@link #end}, then ask.
 */
public final class SqlScanner implements Lexer.Tokens {
    private static final int PIECE_BYTES = 1024;

    private final Lexer lexer = new Lexer(this);
    private final byte[] piece = new byte[PIECE_BYTES + Word.SPARE_BYTES];
    private final TrailBytes trailBytes = new TrailBytes();
    private final Vocabulary vocabulary;
    private final StatementEnd statementEnd = new StatementEnd();
    private final StatementRules rules = new StatementRules();
    private final SoleCommandRule sole = new SoleCommandRule();
    private final Shape shape = new Shape();
    private final NamesInShape names = new NamesInShape();
    private int statements;
    private boolean commandExpected;

    public SqlScanner() {
        this(PinFunctions.NONE);
    }

    /** Suspects also what calls these functions. */
    public SqlScanner(PinFunctions pinFunctions) {
        vocabulary = new Vocabulary(pinFunctions);
    }

    /** Starts a new text in an encoding where ASCII is ASCII. */
    public void begin(boolean standardConformingStrings) {
        begin(standardConformingStrings, ClientEncoding.ASCII_SAFE);
    }

    /**
     * Starts a new text.
     *
     * @param standardConformingStrings the session's setting: off makes a backslash an escape in plain strings
     * @param encoding the session's {@code client_encoding}
     */
    public void begin(boolean standardConformingStrings, ClientEncoding encoding) {
        lexer.begin(standardConformingStrings);
        trailBytes.begin(encoding);
        rules.begin();
        sole.none();
        shape.begin();
        statements = 0;
        commandExpected = true;
    }

    /** Reads the next piece of the text; indices are absolute, end is exclusive. */
    public void scan(ByteBuf text, int index, int end) {
        // Copying to an array first is faster than asking the buffer for byte after byte.
        for (int at = index; at < end; at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, end - at);
            text.getBytes(at, piece, 0, length);
            trailBytes.hide(piece, length);
            lexer.scan(piece, 0, length);
        }
    }

    /** Ends the text. */
    public void end() {
        lexer.end();
        rules.end();
    }

    /** Reads a whole text and answers its {@link Suspicion} bits. */
    public int suspicionsOf(ByteBuf text, int index, int end, boolean standardConformingStrings) {
        return suspicionsOf(text, index, end, standardConformingStrings, ClientEncoding.ASCII_SAFE);
    }

    /** Reads a whole text in this encoding and answers its {@link Suspicion} bits. */
    public int suspicionsOf(
            ByteBuf text, int index, int end, boolean standardConformingStrings, ClientEncoding encoding) {
        begin(standardConformingStrings, encoding);
        scan(text, index, end);
        end();
        return suspicions();
    }

    /** {@link Suspicion} bits of all that was scanned since {@link #begin}. */
    public int suspicions() {
        return rules.found();
    }

    /** How many statements the text has, empty ones aside. */
    public int statements() {
        return statements;
    }

    /** What the text is if it is one statement of the simplest kinds. */
    public SoleCommand soleCommand() {
        return sole.answer();
    }

    /** Whether the text is one BEGIN or START TRANSACTION and nothing else. */
    public boolean onlyBegins() {
        return soleCommand() == SoleCommand.BEGIN;
    }

    /**
     * A fingerprint of the text's words and punctuation: literals, lists of literals, digits in names, the names of
     * savepoints, cursors and channels, comments and white space make no difference.
     */
    public long shape() {
        return shape.value();
    }

    @Override
    public void word(Word word) {
        Term term = vocabulary.find(word);
        Keyword keyword = term.keyword();
        if (commandExpected) {
            statementBegins(keyword);
            rules.statement(term);
            shape.word(word.shape(false));
            return;
        }
        rules.word(term);
        statementEnd.word(keyword);
        sole.word(keyword);
        if (names.isName(keyword)) {
            shape.literal();
        } else {
            shape.word(word.shape(false));
        }
    }

    @Override
    public void name(Word name) {
        Term term = vocabulary.findQuoted(name);
        if (notFirst()) {
            rules.name(term);
        }
        if (names.isName(Keyword.OTHER)) {
            shape.literal();
        } else {
            shape.name(name.shape(true));
        }
    }

    @Override
    public void encodedName() {
        if (notFirst()) {
            names.isName(Keyword.OTHER);
        }
        rules.encodedName();
        shape.encodedName();
    }

    @Override
    public void literal() {
        if (notFirst()) {
            rules.literal();
        }
        shape.literal();
    }

    @Override
    public void gluedWord() {
        rules.gluedWord();
    }

    @Override
    public void symbol(byte symbol) {
        if (symbol == ';') {
            semicolon();
            return;
        }
        if (commandExpected) {
            statementBegins(Keyword.OTHER);
            rules.statement();
        } else {
            statementEnd.other(symbol);
            sole.other(symbol);
        }
        rules.symbol(symbol);
        shape.symbol(symbol);
    }

    private void semicolon() {
        if (statementEnd.semicolon()) {
            commandExpected = true;
        } else {
            rules.symbol((byte) ';');
            shape.symbol((byte) ';');
        }
    }

    private boolean notFirst() {
        if (commandExpected) {
            statementBegins(Keyword.OTHER);
            rules.statement();
            return false;
        }
        statementEnd.other((byte) 0);
        sole.other((byte) 0);
        return true;
    }

    private void statementBegins(Keyword command) {
        commandExpected = false;
        statements++;
        statementEnd.begin(command);
        names.begin(command);
        if (statements == 1) {
            sole.begin(command);
        } else {
            sole.none();
            shape.symbol((byte) ';'); // those that end the text or an empty statement do not count
        }
    }
}
