package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * NegotiateProtocolVersion: what of a newer startup packet is not supported. Layout: 'v' int32 len, int32 newest
 * version, int32 count, cstring option ...
 */
public final class NegotiateProtocolVersion {
    private NegotiateProtocolVersion() {}

    public static void encode(ByteBuf out, int newestVersion, List<String> unknownOptions) {
        int length = Message.begin(out, BackendType.NEGOTIATE_PROTOCOL_VERSION);
        out.writeInt(newestVersion);
        out.writeInt(unknownOptions.size());
        unknownOptions.forEach(option -> Message.writeCstring(out, option));
        Message.end(out, length);
    }
}
