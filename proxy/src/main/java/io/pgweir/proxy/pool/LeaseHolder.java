package io.pgweir.proxy.pool;

import io.pgweir.protocol.ErrorResponse;

/** A session that wants or has a server, as its pool sees it. */
public interface LeaseHolder {
    /** The server is this session's until it gives it back; may come before {@link Pool#lease} returns. */
    void leased(PooledServer server);

    /** No server will come: the session must end with this. */
    void refused(ErrorResponse error);

    /** It waits for long. */
    void waitsLong(ErrorResponse notice);

    /** When it began to wait, on the nano clock. */
    long waitingSinceNanos();

    /** Looks after the time-outs of what it does with its server. */
    void checkDeadlines(long nowNanos);
}
