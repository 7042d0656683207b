package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.proxy.net.HotPath;

/**
 * A client's unnamed prepared statement. It is never shared under a name, since PostgreSQL plans it anew for its
 * parameters; its bytes are kept so that it survives a change of server between two batches.
 */
public final class UnnamedStatement {
    /** There is none. */
    public static final UnnamedStatement NONE = new UnnamedStatement(new byte[0], 0);

    private final byte[] tail;
    private final int suspicions;

    /** @param tail of its Parse message: SQL and parameter types */
    public UnnamedStatement(byte[] tail, int suspicions) {
        this.tail = tail;
        this.suspicions = suspicions;
    }

    public boolean exists() {
        return tail.length > 0;
    }

    /** {@link io.pgweir.protocol.sql.Suspicion} bits of its text. */
    public int suspicions() {
        return suspicions;
    }

    /** Whether its Parse had this tail. */
    @HotPath
    public boolean sameAs(ByteBuf source, int index, int length) {
        if (length != tail.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (tail[i] != source.getByte(index + i)) {
                return false;
            }
        }
        return true;
    }

    /** Writes its Parse. */
    public void encodeParse(ByteBuf out) {
        int length = Message.begin(out, FrontendType.PARSE);
        out.writeByte(0);
        out.writeBytes(tail);
        Message.end(out, length);
    }
}
