package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** CommandComplete: a statement ended. Layout: 'C' int32 len, cstring tag. */
public final class CommandComplete {
    private CommandComplete() {}

    public static void encode(ByteBuf out, String tag) {
        int length = Message.begin(out, BackendType.COMMAND_COMPLETE);
        Message.writeCstring(out, tag);
        Message.end(out, length);
    }

    /** The tag of the message at the index, which must be whole and of this size. */
    public static String tag(ByteBuf in, int index, int size) {
        return in.toString(
                index + Message.HEADER_BYTES, Math.max(0, size - Message.HEADER_BYTES - 1), StandardCharsets.US_ASCII);
    }
}
