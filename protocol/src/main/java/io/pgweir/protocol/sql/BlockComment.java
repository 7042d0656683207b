package io.pgweir.protocol.sql;

/** A comment between slash and star, with comments in it, in pieces of any size. */
final class BlockComment {
    private int depth;
    private byte previous;

    /** Begins behind the opening. */
    void begin() {
        depth = 1;
        previous = 0;
    }

    boolean over() {
        return depth == 0;
    }

    /** Reads on, and answers the index behind what it read. */
    int scan(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (previous == '/' && b == '*') {
                depth++;
                previous = 0;
            } else if (previous == '*' && b == '/') {
                previous = 0;
                if (--depth == 0) {
                    return at + 1;
                }
            } else {
                previous = b;
            }
        }
        return end;
    }
}
