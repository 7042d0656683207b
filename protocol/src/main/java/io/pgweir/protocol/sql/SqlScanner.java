package io.pgweir.protocol.sql;

import io.netty.buffer.ByteBuf;

/**
 * Finds in one pass what a text of SQL may do to its session, without parsing it and without allocating.
 *
 * <p>Statements end at semicolons; the first word of each is its command. The text may come in any number of pieces.
 * Use: {@link #begin}, {@link #scan} for each piece, {@link #end}, then ask.
 */
public final class SqlScanner implements Lexer.Tokens {
    // A command is compared as the bytes of its lower-case letters in one long, so it has eight at most.
    private static final int COMMAND_MAX = Long.BYTES;
    private static final long LISTEN = letters("listen");
    private static final long UNLISTEN = letters("unlisten");
    private static final long DISCARD = letters("discard");
    private static final long BEGIN = letters("begin");
    private static final long START = letters("start");

    private static final int PIECE_BYTES = 1024;

    private final Lexer lexer = new Lexer(this);
    private final byte[] piece = new byte[PIECE_BYTES];
    private int suspicions;
    private int statements;
    private boolean firstIsBegin;
    private boolean commandExpected;

    /**
     * Starts a new text.
     *
     * @param standardConformingStrings the session's setting: off makes a backslash an escape in plain strings
     */
    public void begin(boolean standardConformingStrings) {
        lexer.begin(standardConformingStrings);
        suspicions = Suspicion.NONE;
        statements = 0;
        firstIsBegin = false;
        commandExpected = true;
    }

    /** Reads the next piece of the text; indices are absolute, end is exclusive. */
    public void scan(ByteBuf text, int index, int end) {
        // Copying to an array first is faster than asking the buffer for byte after byte.
        for (int at = index; at < end; at += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, end - at);
            text.getBytes(at, piece, 0, length);
            lexer.scan(piece, 0, length);
        }
    }

    /** Ends the text. */
    public void end() {
        lexer.end();
    }

    /** Reads a whole text, without its terminating zero, and answers its {@link Suspicion} bits. */
    public int suspicionsOf(ByteBuf text, int index, int end, boolean standardConformingStrings) {
        begin(standardConformingStrings);
        if (!oneHarmlessStatement(text, index, end)) {
            scan(text, index, end);
            end();
        }
        return suspicions;
    }

    /**
     * Most texts are one statement that begins with its command: then nothing but that word matters, and only a
     * semicolon could begin another one.
     */
    private boolean oneHarmlessStatement(ByteBuf text, int index, int end) {
        long letters = 0;
        int at = index;
        while (at < end && at - index <= COMMAND_MAX) {
            int letter = text.getByte(at) | ('a' - 'A');
            if (letter < 'a' || letter > 'z') {
                break;
            }
            letters = (letters << Byte.SIZE) | letter;
            at++;
        }
        boolean plainWord = at > index && at - index <= COMMAND_MAX && at < end && text.getByte(at) == ' ';
        if (!plainWord || text.indexOf(at, end - 1, (byte) ';') >= 0) {
            return false;
        }
        word(letters, at - index);
        return true;
    }

    /** {@link Suspicion} bits of all that was scanned since {@link #begin}. */
    public int suspicions() {
        return suspicions;
    }

    /** Whether the text is one BEGIN or START TRANSACTION and nothing else. */
    public boolean onlyBegins() {
        return statements == 1 && firstIsBegin;
    }

    @Override
    public void word(long letters, int length) {
        if (statementBegins() && length <= COMMAND_MAX) {
            command(letters);
        }
    }

    @Override
    public void semicolon() {
        commandExpected = true;
    }

    @Override
    public void other() {
        statementBegins();
    }

    private boolean statementBegins() {
        if (!commandExpected) {
            return false;
        }
        commandExpected = false;
        statements++;
        return true;
    }

    private void command(long letters) {
        if (letters == LISTEN) {
            suspicions |= Suspicion.LISTEN;
        } else if (letters == UNLISTEN) {
            suspicions |= Suspicion.UNLISTEN;
        } else if (letters == DISCARD) {
            suspicions |= Suspicion.DISCARD;
        } else if (statements == 1) {
            firstIsBegin = letters == BEGIN || letters == START;
        }
    }

    private static long letters(String command) {
        long letters = 0;
        for (int i = 0; i < command.length(); i++) {
            letters = (letters << Byte.SIZE) | command.charAt(i);
        }
        return letters;
    }
}
