package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * ErrorResponse and NoticeResponse: what went wrong, in the fields that pgweir reads or writes. Layout: 'E' or 'N'
 * int32 len, (byte field, cstring value) ..., byte 0.
 *
 * @param severity as {@code FATAL}, never translated; empty when the peer sent none
 * @param code SQLSTATE; empty when the peer sent none
 * @param detail empty for none
 * @param hint empty for none
 */
public record ErrorResponse(String severity, String code, String message, String detail, String hint) {
    public static final String ERROR = "ERROR";
    public static final String FATAL = "FATAL";
    public static final String NOTICE = "NOTICE";
    public static final String WARNING = "WARNING";

    /** Reads the message at the index, which must be whole and of this size; fields may be missing. */
    public static ErrorResponse decode(ByteBuf in, int index, int size) {
        String localized = "";
        String severity = "";
        String code = "";
        String message = "";
        String detail = "";
        String hint = "";
        int end = index + size;
        int at = index + Message.HEADER_BYTES;
        while (at < end && in.getByte(at) != 0) {
            byte field = in.getByte(at);
            int valueEnd = Message.cstringEnd(in, at + 1, end);
            String value = in.toString(at + 1, valueEnd - at - 1, StandardCharsets.UTF_8);
            switch (field) {
                case 'S' -> localized = value;
                case 'V' -> severity = value;
                case 'C' -> code = value;
                case 'M' -> message = value;
                case 'D' -> detail = value;
                case 'H' -> hint = value;
                default -> {} // position, routine and what newer servers add: nothing here depends on them
            }
            at = valueEnd + 1;
        }
        return new ErrorResponse(severity.isEmpty() ? localized : severity, code, message, detail, hint);
    }

    /**
     * Writes the message at the index as it is, but for a quoted name in it.
     *
     * @param name what it says in quotes
     * @param better what to say instead
     */
    public static void encodeRenamed(ByteBuf in, int index, int size, byte[] name, byte[] better, ByteBuf out) {
        String fields =
                in.toString(index + Message.HEADER_BYTES, size - Message.HEADER_BYTES, StandardCharsets.ISO_8859_1);
        int length = Message.begin(out, in.getByte(index));
        out.writeCharSequence(
                fields.replace(quoted(name), quoted(better)), StandardCharsets.ISO_8859_1); // in any encoding
        Message.end(out, length);
    }

    /** Writes the message at the index as it is, but for the position in the client's text. */
    public static void encodeMoved(ByteBuf in, int index, int size, IntUnaryOperator position, ByteBuf out) {
        int length = Message.begin(out, in.getByte(index));
        int end = index + size;
        int at = index + Message.HEADER_BYTES;
        while (at < end && in.getByte(at) != 0) {
            int valueEnd = Message.cstringEnd(in, at + 1, end);
            String value = in.toString(at + 1, valueEnd - at - 1, StandardCharsets.ISO_8859_1);
            boolean moves = in.getByte(at) == 'P' && value.matches("\\d{1,9}");
            out.writeByte(in.getByte(at));
            out.writeCharSequence(
                    moves ? Integer.toString(position.applyAsInt(Integer.parseInt(value))) : value,
                    StandardCharsets.ISO_8859_1);
            out.writeByte(0);
            at = valueEnd + 1;
        }
        out.writeByte(0);
        Message.end(out, length);
    }

    private static String quoted(byte[] name) {
        return '"' + new String(name, StandardCharsets.ISO_8859_1) + '"';
    }

    /** Writes an ErrorResponse. */
    public void encode(ByteBuf out) {
        encode(out, BackendType.ERROR_RESPONSE);
    }

    /** Writes a NoticeResponse. */
    public void encodeNotice(ByteBuf out) {
        encode(out, BackendType.NOTICE_RESPONSE);
    }

    private void encode(ByteBuf out, byte type) {
        int length = Message.begin(out, type);
        field(out, 'S', severity);
        field(out, 'V', severity);
        field(out, 'C', code);
        field(out, 'M', message);
        field(out, 'D', detail);
        field(out, 'H', hint);
        out.writeByte(0);
        Message.end(out, length);
    }

    private static void field(ByteBuf out, char name, String value) {
        if (!value.isEmpty()) {
            out.writeByte(name);
            Message.writeCstring(out, value);
        }
    }

    /** Whether the server ends the session with this. */
    public boolean fatal() {
        return severity.equals(FATAL) || severity.equals("PANIC");
    }
}
