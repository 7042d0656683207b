package io.pgweir.proxy.console;

import io.pgweir.proxy.pool.PoolStats;
import java.util.concurrent.atomic.LongAdder;

/** What passes over the console itself, which tools expect to find in statistics. Commands come on any loop. */
final class ConsoleTraffic {
    private final LongAdder commands = new LongAdder();
    private final LongAdder logins = new LongAdder();

    void login() {
        logins.increment();
    }

    void command() {
        commands.increment();
    }

    /** As of a database whose every query is a transaction. */
    PoolStats stats() {
        PoolStats stats = new PoolStats();
        stats.transactions = commands.sum();
        stats.queries = commands.sum();
        stats.logins = logins.sum();
        return stats;
    }
}
