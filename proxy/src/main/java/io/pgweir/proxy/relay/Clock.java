package io.pgweir.proxy.relay;

import io.pgweir.config.PoolsConfig;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.PoolStats;
import io.pgweir.proxy.route.Durations;
import java.time.Duration;
import java.util.Optional;

/** Times of one lease: what statistics and time-outs need. Nano clock. */
final class Clock {
    /** What the exchange is in the middle of. */
    record Situation(boolean queryRuns, boolean idleInTransaction, boolean inTransaction, boolean messageUnfinished) {}

    private long transactionNanos;
    private long queryNanos;
    private long lastRequestNanos;
    private long idleNanos;

    @HotPath
    void leaseBegins(long now) {
        transactionNanos = now;
        queryNanos = now;
        lastRequestNanos = now;
        idleNanos = now;
    }

    /** Bytes of the client come. */
    @HotPath
    void requestBegins(boolean nothingOutstanding, boolean inTransaction, long now) {
        lastRequestNanos = now;
        if (nothingOutstanding) {
            queryNanos = now;
            if (!inTransaction) {
                transactionNanos = now;
            }
        }
    }

    /** The server is ready. */
    @HotPath
    void queryEnds(PoolStats stats, boolean transactionEnds, long now) {
        stats.queryNanos += now - queryNanos;
        queryNanos = now;
        idleNanos = now;
        if (transactionEnds) {
            stats.transactions++;
            stats.transactionNanos += now - transactionNanos;
            transactionNanos = now;
        }
    }

    /** The error of the time-out that has passed, if one has. */
    Optional<ErrorResponse> overdue(PoolsConfig limits, Duration messageTimeout, long now, Situation situation) {
        if (situation.queryRuns() && passed(limits.queryTimeout(), queryNanos, now)) {
            return Optional.of(ProxyError.QUERY_TIMEOUT.fatal(Durations.text(limits.queryTimeout())));
        }
        if (situation.inTransaction() && passed(limits.transactionTimeout(), transactionNanos, now)) {
            return Optional.of(ProxyError.TRANSACTION_TIMEOUT.fatal(Durations.text(limits.transactionTimeout())));
        }
        if (situation.idleInTransaction() && passed(limits.idleTransactionTimeout(), idleNanos, now)) {
            return Optional.of(
                    ProxyError.IDLE_TRANSACTION_TIMEOUT.fatal(Durations.text(limits.idleTransactionTimeout())));
        }
        if (situation.messageUnfinished() && passed(messageTimeout, lastRequestNanos, now)) {
            return Optional.of(ProxyError.MESSAGE_TIMEOUT.fatal(Durations.text(messageTimeout)));
        }
        return Optional.empty();
    }

    private static boolean passed(Duration limit, long since, long now) {
        return limit.toNanos() > 0 && now - since > limit.toNanos();
    }
}
