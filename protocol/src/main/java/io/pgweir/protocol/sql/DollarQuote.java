package io.pgweir.protocol.sql;

/** A string between equal dollar tags: {@code $$...$$}, {@code $tag$...$tag$}, in pieces of any size. */
final class DollarQuote {
    private enum State {
        TAG,
        BODY,
        END,
        OVER
    }

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private State state = State.OVER;
    private long tagHash;
    private int tagLength;
    private long candidateHash;
    private int candidateLength;

    /** Begins behind the first dollar. */
    void begin() {
        state = State.TAG;
        tagHash = 0;
        tagLength = 0;
    }

    /** Whether the string ended, or what began like one was none. */
    boolean over() {
        return state == State.OVER;
    }

    /** Reads on, and answers the index behind what it read. */
    int scan(byte[] text, int index, int end) {
        int at = index;
        while (at < end && state != State.OVER) {
            at = switch (state) {
                case TAG -> inTag(text, at);
                case BODY -> inBody(text, at, end);
                case END -> inEnd(text, at);
                case OVER -> at;
            };
        }
        return at;
    }

    private int inTag(byte[] text, int at) {
        byte b = text[at];
        if (b == '$') {
            state = State.BODY;
        } else if (Characters.is(tagLength == 0 ? Characters.WORD_START : Characters.TAG_PART, b)) {
            tagHash = hash(tagHash, b);
            tagLength++;
        } else {
            state = State.OVER;
            return at;
        }
        return at + 1;
    }

    private int inBody(byte[] text, int index, int end) {
        for (int at = index; at < end; at++) {
            if (text[at] == '$') {
                state = State.END;
                candidateHash = 0;
                candidateLength = 0;
                return at + 1;
            }
        }
        return end;
    }

    private int inEnd(byte[] text, int at) {
        byte b = text[at];
        if (b == '$') {
            if (candidateLength == tagLength && candidateHash == tagHash) {
                state = State.OVER;
                return at + 1;
            }
            state = State.BODY; // this dollar may begin the right tag
            return at;
        }
        if (!Characters.is(Characters.TAG_PART, b)) {
            state = State.BODY;
            return at;
        }
        candidateHash = hash(candidateHash, b);
        candidateLength++;
        return at + 1;
    }

    private static long hash(long hash, byte b) {
        return (hash ^ b) * MULTIPLIER;
    }
}
