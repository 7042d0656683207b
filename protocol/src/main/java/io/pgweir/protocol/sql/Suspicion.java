package io.pgweir.protocol.sql;

/**
 * What a text may do to its session, as bits that can be added up. A suspicion that turns out wrong costs a question
 * to the server, one that is missing costs correctness: when in doubt the scanner suspects.
 */
public final class Suspicion {
    /** Nothing that outlives a transaction. */
    public static final int NONE = 0;

    /** Starts a LISTEN: notifications must reach this client, so it needs a server of its own. */
    public static final int LISTEN = 1;

    /** Ends a LISTEN: the server may be free again afterwards. */
    public static final int UNLISTEN = 1 << 1;

    /** DISCARD: ends some or all of what a session holds. */
    public static final int DISCARD = 1 << 2;

    private Suspicion() {}
}
