package io.pgweir.proxy.pool;

import io.pgweir.config.PoolsConfig;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.SqlState;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.server.ServerConnection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a pool's shared servers: one attempt at a time, within size, reserve and caps, and with a pause after a
 * failure.
 *
 * <p>A server that is merely full or starting (53300, 57P03) or out of reach keeps its clients waiting; one that
 * refuses the login tells them why.
 */
final class Opener implements Attempt.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Opener.class);
    private static final long BUSY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Pool pool;
    private Optional<Attempt> underWay = Optional.empty();
    private Optional<ErrorResponse> failure = Optional.empty();
    private long retryAtNanos;

    Opener(Pool pool) {
        this.pool = pool;
        this.retryAtNanos = pool.loop().nowNanos();
    }

    /** Opens one more if somebody waits, nothing is being opened, and the limits allow it. */
    void openIfNeeded() {
        long now = pool.loop().nowNanos();
        if (pool.waiters().isEmpty() || !mayOpen(now)) {
            return;
        }
        if (roomForOne()) {
            open(true);
        } else if (reserveOpens(now)) {
            LOG.atInfo().addKeyValue("pool", pool.route().key()).log("taking connection from reserve_pool");
            open(true);
        }
    }

    private boolean mayOpen(long now) {
        return underWay.isEmpty() && !pool.paused() && now - retryAtNanos >= 0;
    }

    /** Whether the pool's size has room for one more shared server. */
    boolean roomForOne() {
        int size = pool.route().pools().size();
        return size == 0 || pool.sharedCount() < size;
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
        if (pool.acquireCaps(urgent)) {
            underWay = Optional.of(new Attempt(pool, pool.route().pooled(), this));
        }
    }

    @Override
    public void opened(Attempt attempt, ServerConnection server) {
        underWay = Optional.empty();
        failure = Optional.empty();
        pool.joined(server);
    }

    @Override
    public void failed(Attempt attempt, ErrorResponse error, boolean refused) {
        underWay = Optional.empty();
        pool.releaseCaps();
        boolean busy =
                error.code().equals(SqlState.CANNOT_CONNECT_NOW) || error.code().equals(SqlState.TOO_MANY_CONNECTIONS);
        long pause = pool.route().connections().loginRetry().toNanos();
        retryAtNanos = pool.loop().nowNanos() + (busy ? Math.min(pause, BUSY_RETRY_NANOS) : pause);
        if (refused && !busy && pool.sharedCount() == 0) {
            failure = Optional.of(error);
            pool.refuseAll(error);
        }
    }

    /** A database that was missing may have been made, and the server that said so is well: a newcomer may try. */
    void forgetMissingDatabase() {
        if (failure.map(error -> error.code().equals(SqlState.INVALID_DATABASE)).orElse(false)) {
            forgetFailure();
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

    /** What was refused may be accepted now; a server out of reach stays so. */
    void secretChanged() {
        if (failure.isPresent()) {
            forgetFailure();
        }
    }

    /** The next attempt may come at once. */
    void forgetFailure() {
        failure = Optional.empty();
        retryAtNanos = pool.loop().nowNanos();
    }

    void tick(long now) {
        underWay.ifPresent(attempt -> attempt.endIfOverdue(now));
        openIfNeeded();
        keepMinimum(now);
    }

    /** Keeps min_pool_size while anybody is connected, or always for a user that the configuration forces. */
    private void keepMinimum(long now) {
        PoolsConfig pools = pool.route().pools();
        boolean wanted = pool.clients() > 0 || pool.route().forcedUser();
        if (pools.min() > pool.sharedCount() && wanted && mayOpen(now) && roomForOne()) {
            open(false);
        }
    }

    /** Nobody wants the server that is on its way. */
    void abandon() {
        underWay.ifPresent(attempt -> {
            attempt.abandon();
            pool.releaseCaps();
        });
        underWay = Optional.empty();
    }

    /** Servers being opened. */
    int pending() {
        return underWay.isPresent() ? 1 : 0;
    }
}
