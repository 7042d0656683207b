package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The frame that all messages but the startup packet share: one byte of type, four bytes of length that count
 * themselves, the body.
 *
 * <p>Readers here check every length from the wire against both bounds before they use it.
 */
public final class Message {
    /** Bytes of type and length. */
    public static final int HEADER_BYTES = 5;

    /** Bytes of a message with an empty body, as ParseComplete or Sync. */
    public static final int EMPTY_BYTES = 5;

    private static final int LENGTH_BYTES = 4;

    private Message() {}

    /**
     * Bytes of the whole message at the index, its header included.
     *
     * @throws ProtocolViolation when the length is below four or above the bound
     */
    public static int size(ByteBuf in, int index, int maxBytes) {
        int length = in.getInt(index + 1);
        if (length < LENGTH_BYTES || length >= maxBytes) {
            throw badLength(in.getByte(index), length, maxBytes);
        }
        return length + 1;
    }

    private static ProtocolViolation badLength(byte type, int length, int maxBytes) {
        return new ProtocolViolation(
                "message length " + length + " of type " + typeName(type) + " (expected: 4.." + (maxBytes - 1) + ")");
    }

    /** The type as people read it: the letter, or its code when it is none. */
    public static String typeName(byte type) {
        return type > ' ' && type < 127 ? "'" + (char) type + "'" : "0x" + Integer.toHexString(type & 0xff);
    }

    /** Writes the header with a length to be filled in by {@link #end}; answers where the length stands. */
    public static int begin(ByteBuf out, byte type) {
        out.writeByte(type);
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        return lengthIndex;
    }

    /** Fills in the length of the message begun at this index. */
    public static void end(ByteBuf out, int lengthIndex) {
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex);
    }

    /** Writes a message that has no body. */
    public static void empty(ByteBuf out, byte type) {
        out.writeByte(type);
        out.writeInt(LENGTH_BYTES);
    }

    /** Writes text and its terminating zero. */
    public static void writeCstring(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeByte(0);
    }

    /**
     * Index of the zero that ends the text at the index.
     *
     * @throws ProtocolViolation when there is none before the end
     */
    public static int cstringEnd(ByteBuf in, int index, int end) {
        int length = index < end ? in.bytesBefore(index, end - index, (byte) 0) : -1;
        if (length < 0) {
            throw new ProtocolViolation("text without a terminating zero");
        }
        return index + length;
    }

    /** The text between index and its terminating zero, as UTF-8. */
    public static String cstring(ByteBuf in, int index, int end) {
        return in.toString(index, cstringEnd(in, index, end) - index, StandardCharsets.UTF_8);
    }
}
