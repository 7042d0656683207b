package io.pgweir.proxy.pool;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.PoolsConfig;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.SqlState;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.route.Endpoint;
import io.pgweir.proxy.route.Route;
import io.pgweir.proxy.server.LoginListener;
import io.pgweir.proxy.server.LoginTarget;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import io.pgweir.proxy.server.ServerLogin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a pool's servers: one attempt at a time, within size, reserve and caps, and with a pause after a failure.
 *
 * <p>A server that is merely full or starting (53300, 57P03) or out of reach keeps its clients waiting; one that
 * refuses the login tells them why.
 */
final class Opener {
    private static final long BUSY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

    /** An attempt, and when it was started. */
    private final class Attempt implements LoginListener {
        private final boolean dedicated;
        private final LeaseHolder holder;
        private final ServerLogin login;

        Attempt(Endpoint endpoint, boolean dedicated, LeaseHolder holder) {
            this.dedicated = dedicated;
            this.holder = holder;
            this.login = pool.context().network().open(pool.loop(), target(endpoint), this);
        }

        @Override
        public void opened(ServerConnection server) {
            attempts.remove(this);
            failure = Optional.empty();
            if (dedicated) {
                pool.joinedDedicated(server, holder);
            } else {
                pool.joined(server);
            }
        }

        @Override
        public void failed(ErrorResponse error, boolean refused) {
            attempts.remove(this);
            LOG.atWarn()
                    .addKeyValue("pool", pool.route().key())
                    .addKeyValue("code", error.code())
                    .log("opening a server failed: {} {}", error.message(), error.detail());
            if (dedicated) {
                holder.refused(error);
            } else {
                pool.caps().forEach(Cap::release);
                sharedFailed(error, refused);
            }
        }
    }

    private final Pool pool;
    private final List<Attempt> attempts = new ArrayList<>();
    private Optional<ErrorResponse> failure = Optional.empty();
    private long retryAtNanos;

    Opener(Pool pool) {
        this.pool = pool;
        this.retryAtNanos = pool.loop().nowNanos();
    }

    /** Opens one more if somebody waits, nothing is being opened, and the limits allow it. */
    void openIfNeeded() {
        long now = pool.loop().nowNanos();
        if (!pool.waiters().isEmpty() && mayOpen(now) && (roomFor(1) || reserveOpens(now))) {
            open(true);
        }
    }

    private boolean mayOpen(long now) {
        return pending() == 0 && !pool.paused() && now - retryAtNanos >= 0;
    }

    /** Whether the pool's size has room for that many more shared servers. */
    boolean roomFor(int more) {
        int size = pool.route().pools().size();
        return size == 0 || pool.sharedCount() + more <= size;
    }

    private boolean reserveOpens(long now) {
        PoolsConfig pools = pool.route().pools();
        long after = pools.reserveAfter().toNanos();
        return pools.reserve() > 0
                && after > 0
                && pool.waiters().longestWaitNanos(now) >= after
                && pool.sharedCount() < pools.size() + pools.reserve();
    }

    private void open(boolean urgent) {
        if (acquireCaps(urgent)) {
            attempts.add(new Attempt(pool.route().pooled(), false, NoHolder.INSTANCE));
        }
    }

    private boolean acquireCaps(boolean urgent) {
        List<Cap> caps = pool.caps();
        for (int i = 0; i < caps.size(); i++) {
            if (!caps.get(i).tryAcquire(pool, urgent)) {
                caps.subList(0, i).forEach(Cap::release);
                return false;
            }
        }
        return true;
    }

    void openDedicated(LeaseHolder holder) {
        attempts.add(new Attempt(pool.route().direct(), true, holder));
    }

    private LoginTarget target(Endpoint endpoint) {
        Route route = pool.route();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", route.key().user());
        parameters.put("database", route.serverDatabase());
        parameters.putAll(route.parameters());
        Optional<StoredSecret> secret = route.password().<StoredSecret>map(StoredSecret::of);
        return new LoginTarget(
                endpoint,
                parameters,
                secret.isPresent()
                        ? secret
                        : pool.context().secrets().secretOf(route.key().user()),
                route.connectQuery(),
                pool.context().tracked(),
                pool.settings(),
                Deaf.INSTANCE);
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

    private void sharedFailed(ErrorResponse error, boolean refused) {
        boolean busy =
                error.code().equals(SqlState.CANNOT_CONNECT_NOW) || error.code().equals(SqlState.TOO_MANY_CONNECTIONS);
        long pause = pool.route().connections().loginRetry().toNanos();
        retryAtNanos = pool.loop().nowNanos() + (busy ? Math.min(pause, BUSY_RETRY_NANOS) : pause);
        if (refused && !busy && pool.sharedCount() == 0) {
            failure = Optional.of(error);
            pool.refuseAll(error);
        }
    }

    /** Whether the last login was refused and there is no other server: waiting would be in vain. */
    boolean hopeless() {
        return failure.isPresent() && pool.sharedCount() == 0 && pool.loop().nowNanos() - retryAtNanos < 0;
    }

    ErrorResponse cachedError() {
        long pause = TimeUnit.NANOSECONDS.toSeconds(retryAtNanos - pool.loop().nowNanos());
        return ProxyError.SERVER_LOGIN_FAILING.fatal(
                failure.map(Opener::oneLine).orElse(""), Math.max(1, pause) + " s");
    }

    private static String oneLine(ErrorResponse error) {
        return error.detail().isEmpty() ? error.message() : error.message() + ": " + error.detail();
    }

    /** The next attempt may come at once. */
    void forgetFailure() {
        failure = Optional.empty();
        retryAtNanos = pool.loop().nowNanos();
    }

    void tick(long now) {
        Duration limit = pool.route().connections().connectTimeout();
        for (Attempt attempt : List.copyOf(attempts)) {
            if (limit.toNanos() > 0 && attempt.login.ageNanos(now) > limit.toNanos()) {
                attempt.login.abandon();
                attempt.failed(ProxyError.SERVER_UNREACHABLE.fatal(pool.route().pooled(), "connect timeout"), false);
            }
        }
        openIfNeeded();
        keepMinimum(now);
    }

    /** Keeps min_pool_size while anybody is connected, or always for a user that the configuration forces. */
    private void keepMinimum(long now) {
        PoolsConfig pools = pool.route().pools();
        boolean wanted = pool.clients() > 0 || pool.route().forcedUser();
        if (pools.min() > pool.sharedCount() && wanted && mayOpen(now) && roomFor(1)) {
            open(false);
        }
    }

    /** The session does not want its dedicated server any more. */
    void abandonDedicated(LeaseHolder holder) {
        for (Attempt attempt : List.copyOf(attempts)) {
            if (attempt.dedicated && attempt.holder == holder) {
                attempt.login.abandon();
                attempts.remove(attempt);
            }
        }
    }

    void abandonAll(ErrorResponse error) {
        for (Attempt attempt : List.copyOf(attempts)) {
            attempt.login.abandon();
            attempts.remove(attempt);
            if (attempt.dedicated) {
                attempt.holder.refused(error);
            } else {
                pool.caps().forEach(Cap::release);
            }
        }
    }

    /** Shared servers being opened. */
    int pending() {
        return attempts.size() - dedicatedPending();
    }

    /** Dedicated servers being opened. */
    int dedicatedPending() {
        int count = 0;
        for (Attempt attempt : attempts) {
            if (attempt.dedicated) {
                count++;
            }
        }
        return count;
    }
}
