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

    /**
     * The status in the message at the index, which must be whole and of this size.
     *
     * @throws ProtocolViolation when it is none
     */
    public static byte status(ByteBuf in, int index, int size) {
        byte status = size == BYTES ? in.getByte(index + Message.HEADER_BYTES) : 0;
        if (status != IDLE && status != IN_TRANSACTION && status != FAILED_TRANSACTION) {
            throw new ProtocolViolation("ReadyForQuery of " + size + " bytes with transaction status "
                    + Message.typeName(status) + " (expected: 'I', 'T' or 'E')");
        }
        return status;
    }

    public static void encode(ByteBuf out, byte status) {
        int length = Message.begin(out, BackendType.READY_FOR_QUERY);
        out.writeByte(status);
        Message.end(out, length);
    }
}
