package io.pgweir.proxy.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message as it stands on the wire. The body is a text of one character per byte, so that a test can write it and
 * a failure can show it.
 *
 * @param type {@link #UNTYPED} for the packets that a client begins with
 */
public record Frame(char type, String body) {
    public static final char UNTYPED = '\0';

    /** Longer bodies are cut in failures. */
    private static final int MAX_SHOWN = 200;

    /** Reads the next message of a session. */
    static Frame read(DataInputStream in) throws IOException {
        char type = (char) in.readUnsignedByte();
        return new Frame(type, body(in));
    }

    /** Reads a packet without a type. */
    static Frame readUntyped(DataInputStream in) throws IOException {
        return new Frame(UNTYPED, body(in));
    }

    private static String body(DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        byte[] bytes = in.readNBytes(length); // takes memory for what comes, not for what is promised
        if (bytes.length < length) {
            throw new EOFException("the end in the middle of a message");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public byte[] bytes() {
        int typeBytes = type == UNTYPED ? 0 : 1;
        ByteBuffer bytes = ByteBuffer.allocate(typeBytes + Integer.BYTES + body.length());
        if (typeBytes > 0) {
            bytes.put((byte) type);
        }
        bytes.putInt(Integer.BYTES + body.length());
        return bytes.put(body.getBytes(StandardCharsets.ISO_8859_1)).array();
    }

    /** All of them, one behind the other. */
    public static byte[] bytes(Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            all.writeBytes(frame.bytes());
        }
        return all.toByteArray();
    }

    /** Four bytes of a body. */
    static String int32(int value) {
        return int16(value >>> Short.SIZE) + int16(value);
    }

    /** Two bytes of a body. */
    static String int16(int value) {
        return "" + (char) (value >>> Byte.SIZE & 0xff) + (char) (value & 0xff);
    }

    /** The number at this place of the body. */
    public int intAt(int index) {
        int value = 0;
        for (int i = index; i < index + Integer.BYTES; i++) {
            value = value << Byte.SIZE | body.charAt(i);
        }
        return value;
    }

    /** The text at this place of the body, up to its zero. */
    public String textAt(int index) {
        return body.substring(index, body.indexOf('\0', index));
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder().append(type == UNTYPED ? '-' : type).append('"');
        for (int i = 0; i < Math.min(body.length(), MAX_SHOWN); i++) {
            char c = body.charAt(i);
            text.append(c < ' ' || c > '~' ? String.format("\\%d", (int) c) : String.valueOf(c));
        }
        return text.append(body.length() > MAX_SHOWN ? "... " + body.length() + " bytes\"" : "\"")
                .toString();
    }
}
