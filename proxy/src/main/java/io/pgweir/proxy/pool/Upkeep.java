package io.pgweir.proxy.pool;

import io.pgweir.config.ConnectionsConfig;
import io.pgweir.config.PoolMode;
import io.pgweir.config.PoolsConfig;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.route.Durations;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Keeps a pool's servers good: tests before reuse, resets after sessions, ages, time-outs. */
final class Upkeep {
    private static final String EMPTY_QUERY = "<empty>";
    private static final String DISCARD_ALL = "DISCARD ALL";
    private static final String DEALLOCATE_ALL = "DEALLOCATE ALL";

    private final Pool pool;
    private long lifetimeClosedAtNanos;

    Upkeep(Pool pool) {
        this.pool = pool;
        this.lifetimeClosedAtNanos = pool.loop().nowNanos();
    }

    private ConnectionsConfig rules() {
        return pool.route().connections();
    }

    /** Whether an idle server can be trusted without a test. */
    @HotPath
    boolean fresh(PooledServer server, long now) {
        ConnectionsConfig rules = rules();
        return now - server.sinceNanos() < rules.checkDelay().toNanos()
                || rules.checkQuery().isEmpty();
    }

    /** Tests an idle server that was taken out; it comes back through {@link Pool#free}. */
    void test(PooledServer server) {
        String query = rules().checkQuery();
        run(server, query.equals(EMPTY_QUERY) ? "" : query, "test query failed", pool::tested);
    }

    /** Whether a session must not leave its traces to the next one. */
    @HotPath
    boolean needsReset(PooledServer server) {
        ConnectionsConfig rules = rules();
        boolean wanted = pool.route().pools().mode() == PoolMode.SESSION || rules.resetQueryAlways();
        return wanted && !rules.resetQuery().isEmpty();
    }

    /** Resets a server; it comes back through {@link Pool#free}. */
    void reset(PooledServer server) {
        run(server, rules().resetQuery(), "reset query failed", pool::tested);
    }

    private void run(PooledServer server, String query, String failure, Consumer<PooledServer> success) {
        server.state(ServerState.TESTED, pool.loop().nowNanos());
        OwnQuery.simple(server.connection(), query, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                if (answer.error().isPresent() || server.connection().inTransaction()) {
                    pool.close(server, failure);
                } else if (server.state() == ServerState.TESTED) {
                    noteReset(server.connection(), query);
                    success.accept(server);
                }
            }

            @Override
            public void lost(CloseCause cause) {
                pool.lost(server, failure + ": " + cause.message());
            }
        });
    }

    private static void noteReset(ServerConnection connection, String query) {
        if (query.equals(DEALLOCATE_ALL)) {
            connection.statements().forgetAll();
            connection.ownNames(false);
        } else if (query.trim().toUpperCase(Locale.ROOT).startsWith(DISCARD_ALL)) {
            connection.statements().forgetAll();
            connection.ownNames(false);
            connection.settings(connection.born());
        }
    }

    /** Somebody's LISTEN was left on a shared server: ends it. */
    void unlisten(PooledServer server) {
        run(server, "UNLISTEN *", "cleaning failed", pool::tested);
    }

    /** The server has the names that its last client gave to prepared statements: nobody else may meet them. */
    void forgetStatements(PooledServer server) {
        run(server, DEALLOCATE_ALL, "cleaning failed", needsReset(server) ? this::reset : pool::tested);
    }

    /** Ends a transaction whose client is gone. */
    void rollBack(PooledServer server) {
        run(server, "ROLLBACK", "rolling back failed", needsReset(server) ? this::reset : pool::tested);
    }

    /** Why a server that is free may not be used again; empty when it may. */
    @HotPath
    String whyObsolete(PooledServer server, long now) {
        if (server.closeNeeded()) {
            return "close_needed";
        }
        if (lifetimeOver(server, now)) {
            return "server lifetime over";
        }
        return surplus() ? "too many servers in the pool" : "";
    }

    /** Closings for age are spread, so that a pool filled at once is not emptied at once. */
    private boolean lifetimeOver(PooledServer server, long now) {
        long lifetime = rules().lifetime().toNanos();
        if (lifetime == 0) {
            return server.used();
        }
        if (server.connection().ageNanos(now) < lifetime) {
            return false;
        }
        long gap = lifetime / Math.max(1, pool.route().pools().size());
        if (now - lifetimeClosedAtNanos < gap) {
            return false;
        }
        lifetimeClosedAtNanos = now;
        return true;
    }

    private boolean surplus() {
        PoolsConfig pools = pool.route().pools();
        return pools.size() > 0 && pool.sharedCount() > pools.size() + pools.reserve();
    }

    void tick(long now) {
        if (!pool.members().isEmpty()) {
            for (PooledServer server : List.copyOf(pool.members())) {
                look(server, now);
            }
        }
        waitersTick(pool.waiters(), now);
        waitersTick(pool.dedicated().postponed(), now);
        waitersTick(pool.replicas().waiters(), now);
    }

    private void look(PooledServer server, long now) {
        if (server.connection().deadlineNanos() - now < 0) {
            server.connection().fail("no answer in time");
        } else if (server.state() == ServerState.IDLE) {
            lookAtIdle(server, now);
        } else {
            server.holder().checkDeadlines(now);
        }
    }

    private void lookAtIdle(PooledServer server, long now) {
        long idleLimit = rules().idleTimeout().toNanos();
        boolean idleTooLong = idleLimit > 0
                && now - server.sinceNanos() > idleLimit
                && pool.sharedCount() > pool.route().pools().min();
        if (idleTooLong) {
            pool.close(server, "server idle timeout");
        } else {
            String obsolete = whyObsolete(server, now);
            if (!obsolete.isEmpty()) {
                pool.close(server, obsolete);
            }
        }
    }

    private void waitersTick(WaitQueue waiters, long now) {
        if (waiters.isEmpty()) {
            return;
        }
        PoolsConfig pools = pool.route().pools();
        long limit = pools.queryWaitTimeout().toNanos();
        if (limit > 0) {
            for (LeaseHolder holder : waiters.waitingFor(limit, now)) {
                pool.stopWaiting(holder);
                holder.refused(waitTimeout());
            }
        }
        long notify = pools.queryWaitNotify().toNanos();
        if (notify > 0) {
            waiters.waitingFor(notify, now).forEach(holder -> holder.waitsLong(waitNotice()));
        }
    }

    private ErrorResponse waitTimeout() {
        return ProxyError.QUERY_WAIT_TIMEOUT.fatal(
                Durations.text(pool.route().pools().queryWaitTimeout()), occupation());
    }

    private ErrorResponse waitNotice() {
        return ProxyError.QUERY_WAIT_NOTICE.notice(occupation());
    }

    /** Who has the servers, in one sentence. */
    private String occupation() {
        int inTransaction = 0;
        for (PooledServer server : pool.members()) {
            if (!server.dedicated()
                    && server.state() == ServerState.ACTIVE
                    && server.connection().inTransaction()) {
                inTransaction++;
            }
        }
        return "pool " + pool.route().key() + ": " + pool.count(ServerState.ACTIVE) + " of "
                + pool.route().pools().size() + " servers busy (" + inTransaction + " in transaction), "
                + pool.waiting() + " clients wait";
    }
}
