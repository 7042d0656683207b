package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PoolStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** SHOW STATS: totals and averages per database. Times in microseconds. */
public final class ShowStats {
    /**
     * One database, over its pools.
     *
     * @param period counts of the last averaging period
     */
    public record Row(String database, PoolStats total, PoolStats period, long periodNanos) {
        /** Per second of the last period. */
        public long perSecond(ToLongFunction<PoolStats> count) {
            return count.applyAsLong(period) * TimeUnit.SECONDS.toNanos(1) / Math.max(1, periodNanos);
        }

        /** Nanoseconds per occasion in the last period, as microseconds. */
        public long microsPer(ToLongFunction<PoolStats> nanos, ToLongFunction<PoolStats> occasions) {
            return micros(nanos.applyAsLong(period)) / Math.max(1, occasions.applyAsLong(period));
        }
    }

    public static final Table<Row> TABLE = Table.<Row>of()
            .text("database", Row::database)
            .numeric("total_server_assignment_count", row -> row.total().assignments)
            .numeric("total_xact_count", row -> row.total().transactions)
            .numeric("total_query_count", row -> row.total().queries)
            .numeric("total_received", row -> row.total().receivedBytes)
            .numeric("total_sent", row -> row.total().sentBytes)
            .numeric("total_xact_time", row -> micros(row.total().transactionNanos))
            .numeric("total_query_time", row -> micros(row.total().queryNanos))
            .numeric("total_wait_time", row -> micros(row.total().waitNanos))
            .numeric("total_client_parse_count", row -> row.total().clientParses)
            .numeric("total_server_parse_count", row -> row.total().serverParses)
            .numeric("total_bind_count", row -> row.total().binds)
            .numeric("total_client_login_count", row -> row.total().logins)
            .numeric("avg_server_assignment_count", row -> row.perSecond(stats -> stats.assignments))
            .numeric("avg_xact_count", row -> row.perSecond(stats -> stats.transactions))
            .numeric("avg_query_count", row -> row.perSecond(stats -> stats.queries))
            .numeric("avg_recv", row -> row.perSecond(stats -> stats.receivedBytes))
            .numeric("avg_sent", row -> row.perSecond(stats -> stats.sentBytes))
            .numeric("avg_xact_time", row -> row.microsPer(stats -> stats.transactionNanos, s -> s.transactions))
            .numeric("avg_query_time", row -> row.microsPer(stats -> stats.queryNanos, s -> s.queries))
            .numeric("avg_wait_time", row -> row.microsPer(stats -> stats.waitNanos, s -> s.assignments))
            .numeric("avg_client_parse_count", row -> row.perSecond(stats -> stats.clientParses))
            .numeric("avg_server_parse_count", row -> row.perSecond(stats -> stats.serverParses))
            .numeric("avg_bind_count", row -> row.perSecond(stats -> stats.binds))
            .numeric("avg_client_login_count", row -> row.perSecond(stats -> stats.logins));

    private ShowStats() {}

    static ConsoleCommand command(Overview overview, ConsoleTraffic console) {
        return ConsoleCommand.show(
                "STATS",
                "traffic per database",
                TABLE,
                request -> overview.collect(
                        request.loop(), ShowStats::rows, rows -> request.answer(TABLE, byDatabase(rows, console))));
    }

    /** One row for each database, the console among them, in the order of their names. */
    static List<Row> byDatabase(List<Row> pools, ConsoleTraffic console) {
        List<Row> rows = new ArrayList<>(byDatabase(pools));
        rows.add(new Row("pgbouncer", console.stats(), new PoolStats(), 1));
        rows.sort(Comparator.comparing(Row::database));
        return rows;
    }

    /** The pools of one loop; on that loop. */
    public static List<Row> rows(Clients clients) {
        List<Row> rows = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            rows.add(new Row(
                    pool.route().key().database(),
                    pool.stats().copy(),
                    pool.history().lastPeriod().copy(),
                    pool.history().periodNanos()));
        }
        return rows;
    }

    /** One row for each database. */
    public static List<Row> byDatabase(List<Row> pools) {
        Map<String, Row> databases = new LinkedHashMap<>();
        for (Row pool : pools) {
            databases.merge(pool.database(), pool, ShowStats::sum);
        }
        return List.copyOf(databases.values());
    }

    /** One row over all databases; no rows have none. */
    public static Optional<Row> total(List<Row> rows) {
        return rows.stream().reduce(ShowStats::sum);
    }

    private static Row sum(Row left, Row right) {
        PoolStats total = left.total().copy();
        total.add(right.total());
        PoolStats period = left.period().copy();
        period.add(right.period());
        return new Row(left.database(), total, period, Math.max(left.periodNanos(), right.periodNanos()));
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
