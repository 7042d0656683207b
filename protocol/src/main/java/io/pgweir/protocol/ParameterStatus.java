package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;

/** ParameterStatus: a reported setting and its value. Layout: 'S' int32 len, cstring name, cstring value. */
public record ParameterStatus(String name, String value) {
    /** Reads the message at the index, which must be whole and of this size. */
    public static ParameterStatus decode(ByteBuf in, int index, int size) {
        int end = index + size;
        int nameEnd = Message.cstringEnd(in, index + Message.HEADER_BYTES, end);
        return new ParameterStatus(
                Message.cstring(in, index + Message.HEADER_BYTES, end), Message.cstring(in, nameEnd + 1, end));
    }

    public static void encode(ByteBuf out, String name, String value) {
        int length = Message.begin(out, BackendType.PARAMETER_STATUS);
        Message.writeCstring(out, name);
        Message.writeCstring(out, value);
        Message.end(out, length);
    }
}
