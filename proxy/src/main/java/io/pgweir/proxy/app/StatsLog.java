package io.pgweir.proxy.app;

import io.pgweir.config.LogConfig;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.console.ShowStats;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.PoolStats;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the traffic of the last period over all pools, in the words of PgBouncer's {@code log_stats}. */
final class StatsLog {
    private static final Logger LOG = LoggerFactory.getLogger(StatsLog.class);
    private static final ShowStats.Row NOTHING = new ShowStats.Row("", new PoolStats(), new PoolStats(), 1);

    private final Overview overview;
    private final Supplier<LogConfig> settings;
    private final Loop loop;
    private long loggedNanos;

    private StatsLog(Overview overview, Supplier<LogConfig> settings, Loop loop) {
        this.overview = overview;
        this.settings = settings;
        this.loop = loop;
        this.loggedNanos = loop.nowNanos();
    }

    /**
     * Logs from now on, until the loop ends.
     *
     * @param settings those that count now
     * @param loop its ticks are the clock; pools that it ticks before have ended their period by then
     */
    static void start(Overview overview, Supplier<LogConfig> settings, Loop loop) {
        StatsLog log = new StatsLog(overview, settings, loop);
        loop.run(() -> loop.everyTick(log::tick));
    }

    private void tick() {
        long now = loop.nowNanos();
        LogConfig log = settings.get();
        if (now - loggedNanos >= log.statsPeriod().toNanos()) {
            loggedNanos = now;
            if (log.stats()) {
                overview.collect(loop, ShowStats::rows, rows -> LOG.atInfo().log(line(rows)));
            }
        }
    }

    private static String line(List<ShowStats.Row> rows) {
        ShowStats.Row all = ShowStats.total(rows).orElse(NOTHING);
        return "stats: " + all.perSecond(stats -> stats.transactions) + " xacts/s, "
                + all.perSecond(stats -> stats.queries) + " queries/s, "
                + all.perSecond(stats -> stats.clientParses) + " client parses/s, "
                + all.perSecond(stats -> stats.serverParses) + " server parses/s, "
                + all.perSecond(stats -> stats.binds) + " binds/s, in "
                + all.perSecond(stats -> stats.receivedBytes) + " B/s, out "
                + all.perSecond(stats -> stats.sentBytes) + " B/s, xact "
                + all.microsPer(stats -> stats.transactionNanos, stats -> stats.transactions) + " us, query "
                + all.microsPer(stats -> stats.queryNanos, stats -> stats.queries) + " us, wait "
                + all.microsPer(stats -> stats.waitNanos, stats -> stats.assignments) + " us";
    }
}
