package io.pgweir.proxy.relay;

import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.CancelRequest;
import org.jspecify.annotations.Nullable;

/**
 * The cancel requests of the clients on one server: each hits what it was meant for, or nothing.
 *
 * <p>One at a time is under way. While the server runs a query of ours, a request waits until the client's own is sent.
 * Once the client's query is answered, a request that was not sent yet is not sent any more, and one that was keeps the
 * server from everybody until the server's side of it is over.
 */
final class Cancellation {
    private final RelayContext context;
    private final PooledServer server;
    private @Nullable CancelRequest underWay;
    private @Nullable Runnable postponed;

    Cancellation(RelayContext context, PooledServer server) {
        this.context = context;
        this.server = server;
    }

    /** Sends one now; ended runs when the server's side of it is over, at once if there is one already. */
    void send(Runnable ended) {
        if (server.connection().cancels() > 0) {
            ended.run();
            return;
        }
        underWay = context.network()
                .cancel(server.connection(), server.pool().route().pools().cancelWaitTimeout(), () -> {
                    underWay = null;
                    server.pool().cancelsEnded(server);
                    ended.run();
                });
    }

    /** What it is meant for waits behind a query of ours, which must not be hit. */
    void postpone(Runnable done) {
        if (postponed == null) {
            postponed = done;
        } else {
            done.run();
        }
    }

    /** The one that was postponed, which is due now. */
    @Nullable
    Runnable takePostponed() {
        Runnable taken = postponed;
        postponed = null;
        return taken;
    }

    /** What it was meant for is answered. */
    @HotPath
    void withdraw() {
        if (underWay != null) {
            underWay.withdraw();
            underWay = null;
        }
    }

    /** What it was meant for will never run here. */
    @HotPath
    void leaseEnds() {
        if (postponed != null) {
            postponed.run();
            postponed = null;
        }
    }
}
