package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.console.ShowStats.Row;
import io.pgweir.proxy.pool.PoolStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** SHOW STATS_TOTALS, SHOW STATS_AVERAGES and SHOW TOTALS: the counts of SHOW STATS in other forms. */
final class ShowTotals {
    /** One count over all databases. */
    private record Total(String name, long value) {}

    private static final Row NOTHING = new Row("", new PoolStats(), new PoolStats(), 1);

    private static final Table<Row> TOTALS = Table.<Row>of()
            .text("database", Row::database)
            .numeric("server_assignment_count", row -> row.total().assignments)
            .numeric("xact_count", row -> row.total().transactions)
            .numeric("query_count", row -> row.total().queries)
            .numeric("bytes_received", row -> row.total().receivedBytes)
            .numeric("bytes_sent", row -> row.total().sentBytes)
            .numeric("xact_time", row -> micros(row.total().transactionNanos))
            .numeric("query_time", row -> micros(row.total().queryNanos))
            .numeric("wait_time", row -> micros(row.total().waitNanos))
            .numeric("client_parse_count", row -> row.total().clientParses)
            .numeric("server_parse_count", row -> row.total().serverParses)
            .numeric("bind_count", row -> row.total().binds)
            .numeric("client_login_count", row -> row.total().logins);

    private static final Table<Row> AVERAGES = Table.<Row>of()
            .text("database", Row::database)
            .numeric("server_assignment_count", row -> row.perSecond(stats -> stats.assignments))
            .numeric("xact_count", row -> row.perSecond(stats -> stats.transactions))
            .numeric("query_count", row -> row.perSecond(stats -> stats.queries))
            .numeric("bytes_received", row -> row.perSecond(stats -> stats.receivedBytes))
            .numeric("bytes_sent", row -> row.perSecond(stats -> stats.sentBytes))
            .numeric("xact_time", row -> row.microsPer(stats -> stats.transactionNanos, s -> s.transactions))
            .numeric("query_time", row -> row.microsPer(stats -> stats.queryNanos, s -> s.queries))
            .numeric("wait_time", row -> row.microsPer(stats -> stats.waitNanos, s -> s.assignments))
            .numeric("avg_client_parse_count", row -> row.perSecond(stats -> stats.clientParses))
            .numeric("avg_server_parse_count", row -> row.perSecond(stats -> stats.serverParses))
            .numeric("avg_bind_count", row -> row.perSecond(stats -> stats.binds))
            .numeric("avg_client_login_count", row -> row.perSecond(stats -> stats.logins));

    private static final Table<Total> BY_NAME =
            Table.<Total>of().text("name", Total::name).numeric("value", Total::value);

    private ShowTotals() {}

    static List<ConsoleCommand> commands(Overview overview, ConsoleTraffic console) {
        return List.of(
                show("STATS_TOTALS", "traffic per database since the start", TOTALS, overview, console),
                show("STATS_AVERAGES", "traffic per database in the last stats_period", AVERAGES, overview, console),
                ConsoleCommand.show(
                        "TOTALS",
                        "traffic over all databases",
                        BY_NAME,
                        request -> overview.collect(
                                request.loop(),
                                ShowStats::rows,
                                rows -> request.answer(BY_NAME, byName(ShowStats.byDatabase(rows, console))))));
    }

    private static ConsoleCommand show(
            String words, String help, Table<Row> table, Overview overview, ConsoleTraffic console) {
        return ConsoleCommand.show(
                words,
                help,
                table,
                request -> overview.collect(
                        request.loop(),
                        ShowStats::rows,
                        rows -> request.answer(table, ShowStats.byDatabase(rows, console))));
    }

    private static List<Total> byName(List<Row> rows) {
        Row all = ShowStats.total(rows).orElse(NOTHING);
        PoolStats total = all.total();
        List<Total> totals = new ArrayList<>();
        totals.add(new Total("total_server_assignment_count", total.assignments));
        totals.add(new Total("total_xact_count", total.transactions));
        totals.add(new Total("total_query_count", total.queries));
        totals.add(new Total("total_client_bytes", total.receivedBytes));
        totals.add(new Total("total_server_bytes", total.sentBytes));
        totals.add(new Total("total_xact_time", micros(total.transactionNanos)));
        totals.add(new Total("total_query_time", micros(total.queryNanos)));
        totals.add(new Total("total_wait_time", micros(total.waitNanos)));
        totals.add(new Total("total_ps_client_parse_count", total.clientParses));
        totals.add(new Total("total_ps_server_parse_count", total.serverParses));
        totals.add(new Total("total_ps_bind_count", total.binds));
        totals.add(new Total("total_client_login_count", total.logins));
        addAverages(totals, all);
        return totals;
    }

    private static void addAverages(List<Total> totals, Row all) {
        perSecond(totals, all, "avg_server_assignment_count", stats -> stats.assignments);
        perSecond(totals, all, "avg_xact_count", stats -> stats.transactions);
        perSecond(totals, all, "avg_query_count", stats -> stats.queries);
        perSecond(totals, all, "avg_client_bytes", stats -> stats.receivedBytes);
        perSecond(totals, all, "avg_server_bytes", stats -> stats.sentBytes);
        totals.add(new Total("avg_xact_time", all.microsPer(stats -> stats.transactionNanos, s -> s.transactions)));
        totals.add(new Total("avg_query_time", all.microsPer(stats -> stats.queryNanos, s -> s.queries)));
        totals.add(new Total("avg_wait_time", all.microsPer(stats -> stats.waitNanos, s -> s.assignments)));
        perSecond(totals, all, "avg_ps_client_parse_count", stats -> stats.clientParses);
        perSecond(totals, all, "avg_ps_server_parse_count", stats -> stats.serverParses);
        perSecond(totals, all, "avg_ps_bind_count", stats -> stats.binds);
        perSecond(totals, all, "avg_client_login_count", stats -> stats.logins);
    }

    private static void perSecond(List<Total> totals, Row all, String name, ToLongFunction<PoolStats> count) {
        totals.add(new Total(name, all.perSecond(count)));
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
