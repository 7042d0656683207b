package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

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
