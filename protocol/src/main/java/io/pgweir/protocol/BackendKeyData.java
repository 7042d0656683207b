package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;

/** BackendKeyData: what a cancel request must quote. Layout (3.0): 'K' int32 12, int32 pid, int32 secret. */
public record BackendKeyData(int pid, int secret) {
    private static final int BYTES = 13;

    /** Reads the message at the index, which must be whole and of this size. */
    public static BackendKeyData decode(ByteBuf in, int index, int size) {
        if (size != BYTES) {
            throw new ProtocolViolation("BackendKeyData of " + size + " bytes (expected: " + BYTES + ")");
        }
        return new BackendKeyData(
                in.getInt(index + Message.HEADER_BYTES), in.getInt(index + Message.HEADER_BYTES + Integer.BYTES));
    }

    public void encode(ByteBuf out) {
        int length = Message.begin(out, BackendType.BACKEND_KEY_DATA);
        out.writeInt(pid);
        out.writeInt(secret);
        Message.end(out, length);
    }

    @Override
    public String toString() {
        return "BackendKeyData[pid=" + pid + "]";
    }
}
