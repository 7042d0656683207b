package io.pgweir.proxy.pool;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.route.Endpoint;
import io.pgweir.proxy.route.Route;
import io.pgweir.proxy.server.LoginListener;
import io.pgweir.proxy.server.LoginTarget;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import io.pgweir.proxy.server.ServerOpening;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One attempt to open a server of a pool. Its owner is told once how it ended, or never when it was abandoned. */
final class Attempt implements LoginListener {
    /** Whoever wants the server. */
    interface Owner {
        void opened(Attempt attempt, ServerConnection server);

        /** @param refused whether the server was there and a login to it cannot work */
        void failed(Attempt attempt, ErrorResponse error, boolean refused);
    }

    private final Pool pool;
    private final Endpoint endpoint;
    private final Owner owner;
    private final Map<String, String> replication;
    private final ServerOpening login;

    Attempt(Pool pool, Endpoint endpoint, Owner owner) {
        this(pool, endpoint, owner, Map.of());
    }

    /** @param replication parameters of a client that replicates; empty for a server like all others */
    Attempt(Pool pool, Endpoint endpoint, Owner owner, Map<String, String> replication) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.owner = owner;
        this.replication = replication;
        this.login = pool.context().network().open(pool.loop(), target(), this);
    }

    private LoginTarget target() {
        Route route = pool.route();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", route.key().user());
        parameters.put("database", route.serverDatabase());
        parameters.putAll(route.parameters());
        parameters.putAll(replication);
        return new LoginTarget(
                endpoint,
                endpoint,
                false,
                pool.turn(),
                parameters,
                pool.secret(),
                replication.isEmpty() ? route.connectQuery() : Optional.empty(),
                pool.context().tracked(),
                pool.settings(),
                Deaf.INSTANCE);
    }

    @Override
    public void opened(ServerConnection server) {
        pool.logStart(server);
        owner.opened(this, server);
    }

    @Override
    public void failed(ErrorResponse error, boolean refused) {
        owner.failed(this, error, refused);
    }

    /** Ends it, and tells its owner, when it took too long. */
    void endIfOverdue(long now) {
        Duration limit = pool.route().connections().connectTimeout();
        boolean overdue = !limit.isZero() && login.ageNanos(now) > limit.toNanos();
        if (overdue && !login.skipHost("connect timeout")) {
            abandon();
            failed(ProxyError.SERVER_UNREACHABLE.fatal(login.host(), "connect timeout"), false);
        }
    }

    /** Nobody wants the server any more. */
    void abandon() {
        login.abandon();
    }

    /** Hears of a new connection until the pool has it: nothing can come before that. */
    private enum Deaf implements ServerListener {
        INSTANCE;

        @Override
        public void onServerBytes(ByteBuf window) {
            window.skipBytes(window.readableBytes());
        }

        @Override
        public void onServerClosed(CloseCause cause) {
            // the pool notices when it uses it
        }
    }
}
