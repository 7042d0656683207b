package io.pgweir.protocol.sql;

import io.netty.buffer.ByteBuf;

/**
 * Finds what a text of SQL may do to its session, without parsing it and without allocating.
 *
 * <p>Statements end at semicolons; the first word of each is its command. A text that is whole is given to
 * {@link #suspicionsOf}, which takes a {@link Glance} first: that is enough for most. One in any number of pieces takes
 * {@link #begin}, {@link #scan} for each piece, {@link #end}. Then ask; both ways answer the same.
 */
public final class SqlScanner {
    private static final int PIECE_BYTES = 2048;
    private static final Vocabulary COMMON = new Vocabulary(PinFunctions.NONE);

    private final byte[] piece = new byte[PIECE_BYTES + Word.SPARE_BYTES];
    private final TrailBytes trailBytes = new TrailBytes();
    private final Glance glance;
    private final FullScan fullScan;
    private final ShapeScan shapeScan;
    private final Vocabulary vocabulary;
    private boolean glanced;

    public SqlScanner() {
        this(COMMON);
    }

    /** Suspects also what calls these functions. */
    public SqlScanner(PinFunctions pinFunctions) {
        this(pinFunctions.isEmpty() ? COMMON : new Vocabulary(pinFunctions));
    }

    private SqlScanner(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        glance = new Glance(vocabulary);
        fullScan = new FullScan(vocabulary);
        shapeScan = new ShapeScan(vocabulary);
    }

    /** Another one that knows the same words. */
    public SqlScanner another() {
        return new SqlScanner(vocabulary);
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
        glanced = false;
        trailBytes.begin(encoding);
        fullScan.begin(standardConformingStrings);
    }

    /** Reads the next piece of the text; indices are absolute, end is exclusive. */
    public void scan(ByteBuf text, int index, int end) {
        for (int at = index; at < end; at += PIECE_BYTES) {
            fullScan.scan(piece, 0, take(text, at, end));
        }
    }

    /** Ends the text. */
    public void end() {
        fullScan.end();
    }

    /** Reads a whole text and answers its {@link Suspicion} bits. */
    public int suspicionsOf(ByteBuf text, int index, int end, boolean standardConformingStrings) {
        return suspicionsOf(text, index, end, standardConformingStrings, ClientEncoding.ASCII_SAFE);
    }

    /** Reads a whole text in this encoding and answers its {@link Suspicion} bits. */
    public int suspicionsOf(
            ByteBuf text, int index, int end, boolean standardConformingStrings, ClientEncoding encoding) {
        boolean usual = standardConformingStrings && encoding == ClientEncoding.ASCII_SAFE;
        if (usual && end - index <= PIECE_BYTES) {
            text.getBytes(index, piece, 0, end - index);
            glanced = glance.suffices(piece, end - index);
            if (glanced) {
                return glance.suspicions();
            }
        }
        begin(standardConformingStrings, encoding);
        scan(text, index, end);
        end();
        return suspicions();
    }

    /** {@link Suspicion} bits of all that was scanned since {@link #begin}. */
    public int suspicions() {
        return glanced ? glance.suspicions() : fullScan.suspicions();
    }

    /** How many statements the text has, empty ones aside. */
    public int statements() {
        return glanced ? 1 : fullScan.statements();
    }

    /** What the text is if it is one statement of the simplest kinds. */
    public SoleCommand soleCommand() {
        return glanced ? glance.soleCommand() : fullScan.soleCommand();
    }

    /** Whether the text is one BEGIN or START TRANSACTION and nothing else. */
    public boolean onlyBegins() {
        return soleCommand() == SoleCommand.BEGIN;
    }

    /**
     * A fingerprint of a whole text's words and punctuation: literals, lists of literals, digits in names, the names of
     * savepoints, cursors and channels, comments and white space make no difference. Not to be asked between the pieces
     * of another text.
     */
    public long shapeOf(ByteBuf text, int index, int end, boolean standardConformingStrings, ClientEncoding encoding) {
        trailBytes.begin(encoding);
        shapeScan.begin(standardConformingStrings);
        for (int at = index; at < end; at += PIECE_BYTES) {
            shapeScan.scan(piece, 0, take(text, at, end));
        }
        return shapeScan.end();
    }

    /** Copies the next bytes to the array, which is faster to read than the buffer, and answers how many. */
    private int take(ByteBuf text, int at, int end) {
        int length = Math.min(PIECE_BYTES, end - at);
        text.getBytes(at, piece, 0, length);
        trailBytes.hide(piece, length);
        return length;
    }
}
