package io.pgweir.proxy.net;

/**
 * What the operator set for sockets.
 *
 * @param backlog connections that may wait to be accepted
 * @param deferAcceptSeconds how long the kernel holds a silent connection back, 0 for not at all
 * @param keepIdleSeconds 0 for the kernel's default, as the next three
 * @param userTimeoutMillis milliseconds
 * @param bufferBytes of the kernel's send buffer and of its receive buffer, 0 for what the kernel chooses
 */
public record SocketOptions(
        int backlog,
        boolean reusePort,
        int deferAcceptSeconds,
        boolean keepAlive,
        int keepIdleSeconds,
        int keepIntervalSeconds,
        int keepCount,
        int userTimeoutMillis,
        int bufferBytes) {

    /** What PgBouncer has when nothing is set. */
    public static final SocketOptions DEFAULTS = new SocketOptions(128, false, 45, true, 0, 0, 0, 0, 0);

    /** Without holding back silent connections. */
    public SocketOptions withoutDeferAccept() {
        return new SocketOptions(
                backlog,
                reusePort,
                0,
                keepAlive,
                keepIdleSeconds,
                keepIntervalSeconds,
                keepCount,
                userTimeoutMillis,
                bufferBytes);
    }

    /** With buffers of this size in the kernel. */
    public SocketOptions withBuffers(int bytes) {
        return new SocketOptions(
                backlog,
                reusePort,
                deferAcceptSeconds,
                keepAlive,
                keepIdleSeconds,
                keepIntervalSeconds,
                keepCount,
                userTimeoutMillis,
                bytes);
    }
}
