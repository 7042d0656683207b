package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;

/** ReadyForQuery: the server's turn is over. Layout: 'Z' int32 5, byte status. */
public final class ReadyForQuery {
    public static final byte IDLE = 'I';
    public static final byte IN_TRANSACTION = 'T';
    public static final byte FAILED_TRANSACTION = 'E';

    /** Bytes of the whole message. */
    public static final int BYTES = 6;

    private ReadyForQuery() {}

    public static void encode(ByteBuf out, byte status) {
        int length = Message.begin(out, BackendType.READY_FOR_QUERY);
        out.writeByte(status);
        Message.end(out, length);
    }
}
