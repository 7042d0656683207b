package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.ReadyForQuery;
import java.nio.charset.StandardCharsets;

/**
 * A transaction that a client has begun and no server knows of: it is sent ahead of the next statement, so a client
 * that opens a transaction and thinks holds no server. One that the server would not begin is failed, and only
 * COMMIT or ROLLBACK lead out of it.
 */
final class DeferredBegin {
    private final byte[] sql;
    private final long sinceNanos;
    private boolean failed;
    private boolean snapshot;

    /** @param sql the client's BEGIN with its modes, and its terminating zero */
    DeferredBegin(byte[] sql, long sinceNanos) {
        this.sql = sql;
        this.sinceNanos = sinceNanos;
    }

    static DeferredBegin of(String sql, long nowNanos) {
        return new DeferredBegin(terminated(sql), nowNanos);
    }

    /** A text with its terminating zero. */
    static byte[] terminated(String sql) {
        return (sql + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** The client prepared something in it, for which PostgreSQL takes a snapshot. */
    void parses() {
        snapshot = true;
    }

    /** Whether a snapshot is to be taken at its beginning: SET TRANSACTION is refused behind it. */
    boolean hasSnapshot() {
        return snapshot;
    }

    /** It cannot go on. */
    void fail() {
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    /** What the client's ReadyForQuery says meanwhile. */
    byte status() {
        return failed ? ReadyForQuery.FAILED_TRANSACTION : ReadyForQuery.IN_TRANSACTION;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Writes it without a Sync: when it fails, the server skips what follows, too. */
    void encode(ByteBuf out) {
        Frontend.parse(out, "", sql);
        Frontend.bindText(out, "", "");
        Frontend.execute(out, "");
    }
}
