package io.pgweir.protocol.sql;

/** A comment of either kind, or the one character that only looked like its beginning, in pieces of any size. */
final class Comment {
    private enum State {
        /** Only a dash or a slash was read. */
        FIRST,
        LINE,
        BLOCK,
        OVER,
        NONE
    }

    private final BlockComment block = new BlockComment();
    private State state = State.OVER;
    private byte first;

    /** Begins behind a dash or a slash. */
    void begin(byte dashOrSlash) {
        first = dashOrSlash;
        state = State.FIRST;
    }

    /** The dash or slash it began with. */
    byte first() {
        return first;
    }

    /** Whether it ended. */
    boolean over() {
        return state == State.OVER;
    }

    /** Whether it was no comment: the first character is a symbol. */
    boolean none() {
        return state == State.NONE;
    }

    /** Reads on, and answers the index behind what it read. */
    int scan(byte[] text, int index, int end) {
        return switch (state) {
            case FIRST -> second(text, index);
            case LINE -> inLine(text, index, end);
            case BLOCK -> inBlock(text, index, end);
            case OVER, NONE -> index;
        };
    }

    private int second(byte[] text, int at) {
        if (first == '-' && text[at] == '-') {
            state = State.LINE;
            return at + 1;
        }
        if (first == '/' && text[at] == '*') {
            state = State.BLOCK;
            block.begin();
            return at + 1;
        }
        state = State.NONE;
        return at;
    }

    private int inLine(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            if (text[at] == '\n' || text[at] == '\r') {
                state = State.OVER;
                return at; // the line break itself may continue a string
            }
        }
        return end;
    }

    private int inBlock(byte[] text, int index, int end) {
        int at = block.scan(text, index, end);
        if (block.over()) {
            state = State.OVER;
        }
        return at;
    }
}
