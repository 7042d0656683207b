package io.pgweir.protocol.sql;

/** A fingerprint of a text in which all literals are the same, and a list of literals is as good as one. */
final class Shape {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int ROTATION = 23;

    // Words are 64-bit hashes, so any tokens will do that no word is likely to be.
    private static final long LITERAL = 0xA24BAED4963EE407L;
    private static final long NAME = 0x9FB21C651E98DF25L;
    private static final long ENCODED_NAME = 0xD6E8FEB86659FD93L;
    private static final long SYMBOL = 0xFF51AFD7ED558CCDL;

    private long shape;
    private boolean literalBefore;
    private boolean commaHeldBack;

    void begin() {
        shape = 0;
        literalBefore = false;
        commaHeldBack = false;
    }

    void word(long hash) {
        other(hash);
    }

    void name(long hash) {
        other(hash ^ NAME);
    }

    void encodedName() {
        other(ENCODED_NAME);
    }

    void literal() {
        if (commaHeldBack) {
            commaHeldBack = false;
            return;
        }
        mix(LITERAL);
        literalBefore = true;
    }

    void symbol(byte symbol) {
        if (symbol == ',' && literalBefore && !commaHeldBack) {
            commaHeldBack = true;
        } else {
            other(symbol ^ SYMBOL);
        }
    }

    /** Of all that came since {@link #begin}. */
    long value() {
        long mixed = shape ^ (shape >>> 32);
        mixed *= MULTIPLIER;
        return mixed ^ (mixed >>> 29);
    }

    private void other(long token) {
        if (commaHeldBack) {
            commaHeldBack = false;
            mix(',' ^ SYMBOL);
        }
        literalBefore = false;
        mix(token);
    }

    private void mix(long token) {
        shape = (Long.rotateLeft(shape, ROTATION) ^ token) * MULTIPLIER;
    }
}
