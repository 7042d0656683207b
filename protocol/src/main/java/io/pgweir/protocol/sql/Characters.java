package io.pgweir.protocol.sql;

/** What the bytes of SQL may be part of (scan.l of PostgreSQL); every byte from 0x80 is a letter. */
final class Characters {
    /** Begins a word, or the tag of a dollar quote. */
    static final int WORD_START = 1;

    static final int TAG_PART = 1 << 1;
    static final int WORD_PART = 1 << 2;

    /** White space, and the zero that ends a text on the wire. */
    static final int SPACE = 1 << 3;

    static final int DIGIT = 1 << 4;

    /** Goes on with a number: digits, letters, the point. */
    static final int NUMBER_PART = 1 << 5;

    /** A letter that no number contains: behind one it is the next word, as in {@code 1from}. */
    static final int NEVER_IN_NUMBER = 1 << 6;

    /** Means itself and cannot be or begin anything else. */
    static final int PLAIN_SYMBOL = 1 << 7;

    private static final byte[] KINDS = kinds();

    private Characters() {}

    /** The bits above. */
    static int kind(byte b) {
        return KINDS[b & 0xff];
    }

    static boolean is(int kind, byte b) {
        return (kind(b) & kind) != 0;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int b = 0; b < kinds.length; b++) {
            kinds[b] = (byte) kindOf(b);
        }
        return kinds;
    }

    private static int kindOf(int b) {
        if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b >= 0x80) {
            int number = "abcdefox_".indexOf(b | 0x20) >= 0 || b == '_' ? 0 : NEVER_IN_NUMBER;
            return WORD_START | TAG_PART | WORD_PART | NUMBER_PART | number;
        }
        if (b >= '0' && b <= '9') {
            return TAG_PART | WORD_PART | NUMBER_PART | DIGIT;
        }
        return switch (b) {
            case '$' -> WORD_PART | NUMBER_PART;
            case '.' -> NUMBER_PART;
            case 0, ' ', '\t', '\n', 0x0b, '\f', '\r' -> SPACE;
            case '(', ')', '[', ']', '{', '}', ',', ':', '+', '*', '<', '>', '=', '%', '!', '|' -> PLAIN_SYMBOL;
            default -> 0;
        };
    }
}
