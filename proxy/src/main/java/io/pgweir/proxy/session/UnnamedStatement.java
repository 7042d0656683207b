package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.net.HotPath;

/**
 * A client's unnamed prepared statement. It is never shared under a name, since PostgreSQL plans it anew for its
 * parameters; its bytes are kept so that it survives a change of server between two batches.
 */
public final class UnnamedStatement implements TextSource {
    /** There is none. */
    public static final UnnamedStatement NONE = new UnnamedStatement(new byte[0], Scanned.HARMLESS);

    private final ByteBuf tail;
    private final Scanned scanned;

    /** @param tail of its Parse message: SQL and parameter types */
    public UnnamedStatement(byte[] tail, Scanned scanned) {
        this.tail = Unpooled.wrappedBuffer(tail);
        this.scanned = scanned;
    }

    @Override
    public String sql() {
        return ParseTail.sql(ByteBufUtil.getBytes(tail, 0, tail.readableBytes()));
    }

    public boolean exists() {
        return tail.isReadable();
    }

    /** {@link io.pgweir.protocol.sql.Suspicion} bits of its text. */
    public int suspicions() {
        return scanned.suspicions();
    }

    /** Its shape, where that matters. */
    public long shape() {
        return scanned.shape();
    }

    /** What its text is if it is one statement of the simplest kinds. */
    public SoleCommand sole() {
        return scanned.sole();
    }

    /** Whether its Parse had this tail. */
    @HotPath
    public boolean sameAs(ByteBuf source, int index, int length) {
        return length == tail.readableBytes() && ByteBufUtil.equals(tail, 0, source, index, length);
    }

    /** Writes its Parse. */
    public void encodeParse(ByteBuf out) {
        int length = Message.begin(out, FrontendType.PARSE);
        out.writeByte(0);
        out.writeBytes(tail, 0, tail.readableBytes());
        Message.end(out, length);
    }
}
