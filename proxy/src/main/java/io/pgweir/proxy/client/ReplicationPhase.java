package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.net.Owned;
import io.pgweir.proxy.pool.LeaseHolder;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import io.pgweir.proxy.session.Welcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client that replicates: it has a server to itself from login to its end, which was opened with its own startup
 * parameters. Bytes pass in both directions unread.
 */
final class ReplicationPhase implements LinkHandler, LeaseHolder, ServerListener {
    private final Client client;
    private final Pool pool;
    private final Map<String, String> parameters;
    private final ByteBuf out;
    private final long startedNanos = System.nanoTime();
    private @Nullable PooledServer server;
    private boolean welcomed;
    private boolean over;

    /** @param out begins with the end of the authentication; the welcome follows in the same write */
    ReplicationPhase(Client client, StartupParameters asked, Pool pool, @Owned ByteBuf out) {
        this.client = client;
        this.pool = pool;
        this.out = out;
        this.parameters = new LinkedHashMap<>(asked.settings());
        parameters.put("replication", asked.replication());
    }

    void begin() {
        client.stage(Stage.WELCOME);
        client.link().handler(this);
        client.onEnd(this::ended);
        pool.clientJoined();
        pool.replicas().lease(this, parameters);
    }

    @Override
    public void leased(PooledServer leased) {
        server = leased;
        if (over) {
            leaveServer("its client is gone");
            return;
        }
        ServerConnection connection = leased.connection();
        connection.listener(this);
        client.home().loggedIn(client);
        new Welcome(connection.reportedAtBirth(), connection.born()).encode(out, connection.born());
        client.key().encode(out);
        ReadyForQuery.encode(out, ReadyForQuery.IDLE);
        welcomed = true;
        pool.stats().logins++;
        client.logLogin();
        client.replicates(this);
        boolean unused = client.link().writeAndRelease(out);
        client.link().redeliver();
    }

    /** Bytes that come before the welcome wait. */
    @Override
    public void onBytes(ByteBuf window) {
        if (server != null && !over) {
            pool.stats().receivedBytes += window.readableBytes();
            boolean more = server.connection().link().write(window, window.readerIndex(), window.readableBytes());
            window.skipBytes(window.readableBytes());
            if (!more) {
                client.link().pauseReading();
            }
        }
    }

    @Override
    public void onServerBytes(ByteBuf window) {
        pool.stats().sentBytes += window.readableBytes();
        boolean more = client.link().write(window, window.readerIndex(), window.readableBytes());
        window.skipBytes(window.readableBytes());
        if (!more && server != null) {
            server.connection().link().pauseReading();
        }
    }

    @Override
    public void onDrained() {
        if (server != null) {
            server.connection().link().resumeReading();
        }
    }

    @Override
    public void onServerDrained() {
        client.link().resumeReading();
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        PooledServer lost = server;
        server = null;
        if (lost != null) {
            pool.lost(lost, cause.message());
        }
        client.close("server closed the connection"); // it said why itself
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }

    /** The client is gone, for whatever reason. */
    private void ended() {
        if (over) {
            return;
        }
        over = true;
        if (!welcomed) {
            out.release();
        }
        pool.stopWaiting(this);
        leaveServer("replication ended");
        pool.clientLeft();
    }

    private void leaveServer(String reason) {
        PooledServer left = server;
        server = null;
        if (left != null) {
            pool.close(left, reason);
        }
    }

    @Override
    public void refused(ErrorResponse error) {
        server = null; // who refuses has closed it
        client.refuse(error);
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        // before the welcome a notice would only confuse
    }

    @Override
    public long waitingSinceNanos() {
        return startedNanos;
    }

    /** A cancel request came; done runs when the server's side of it is over. */
    void cancel(Runnable done) {
        PooledServer held = server;
        if (held == null) {
            done.run();
        } else {
            client.home().relays().cancel(held, done);
        }
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        Optional<PooledServer> obsolete = Optional.ofNullable(server).filter(PooledServer::closeNeeded);
        if (obsolete.isPresent()) {
            client.refuse(ProxyError.DATABASE_CHANGED.fatal());
        }
    }
}
