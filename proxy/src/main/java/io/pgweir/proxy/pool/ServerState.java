package io.pgweir.proxy.pool;

/** What a pooled server is doing, in PgBouncer's words. */
public enum ServerState {
    /** Free. */
    IDLE,
    /** Runs a query of ours: the test before reuse, the reset after a session. */
    TESTED,
    /** Leased. */
    ACTIVE,
    /** Given back, but a cancel request for its last query may still come. */
    BEING_CANCELED,
    /** Gone. */
    CLOSED
}
