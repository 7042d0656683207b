package io.pgweir.protocol.sql;

/**
 * A string between single quotes, in pieces of any size. A quote right behind it is a doubled quote, and one behind white
 * space with a line break continues it: both go on with the escapes that the string began with.
 */
final class StringLiteral {
    private boolean escapes;
    private boolean escaped;
    private boolean ended;
    private boolean gapSeen;
    private boolean newlineSeen;

    /** Begins behind the first quote. */
    void begin(boolean withEscapes) {
        escapes = withEscapes;
        escaped = false;
        ended = false;
    }

    /** Whether its closing quote was read, if it is that. */
    boolean ended() {
        return ended;
    }

    /** Reads on up to the closing quote, and answers the index behind what it read. */
    int scan(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            byte b = text[at];
            if (escaped) {
                escaped = false;
            } else if (b == '\'') {
                ended = true;
                gapSeen = false;
                newlineSeen = false;
                return at + 1;
            } else if (b == '\\') {
                escaped = escapes;
            }
        }
        return end;
    }

    /** White space or a comment behind the closing quote. */
    void gap(byte b) {
        gapSeen = true;
        newlineSeen |= b == '\n' || b == '\r';
    }

    /** Another quote behind the closing one: whether the string goes on, or another string begins. */
    boolean goesOn() {
        if (gapSeen && !newlineSeen) {
            return false;
        }
        ended = false;
        return true;
    }
}
