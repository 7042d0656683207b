package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.pool.ServerState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** SHOW POOLS: who waits and who works, per database and user. */
public final class ShowPools {
    /** One pool, copied on its loop. */
    public record Row(
            String database,
            String user,
            int clientsActive,
            int clientsWaiting,
            int serversActive,
            int serversBeingCanceled,
            int serversIdle,
            int serversUsed,
            int serversTested,
            int serversLogin,
            int serversDedicated,
            long maxWaitMicros,
            String mode) {}

    public static final Table<Row> TABLE = Table.<Row>of()
            .text("database", Row::database)
            .text("user", Row::user)
            .int4("cl_active", Row::clientsActive)
            .int4("cl_waiting", Row::clientsWaiting)
            .int4("cl_active_cancel_req", row -> row.serversBeingCanceled())
            .int4("cl_waiting_cancel_req", row -> 0)
            .int4("sv_active", Row::serversActive)
            .int4("sv_active_cancel", row -> row.serversBeingCanceled())
            .int4("sv_being_canceled", Row::serversBeingCanceled)
            .int4("sv_idle", Row::serversIdle)
            .int4("sv_used", Row::serversUsed)
            .int4("sv_tested", Row::serversTested)
            .int4("sv_login", Row::serversLogin)
            .int4("maxwait", row -> Times.seconds(row.maxWaitMicros()))
            .int4("maxwait_us", row -> Times.restMicros(row.maxWaitMicros()))
            .text("pool_mode", Row::mode)
            .optionalText("load_balance_hosts", row -> Optional.empty());

    private static final String CONSOLE = "pgbouncer";

    private ShowPools() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "POOLS",
                "pools: clients and servers by state",
                TABLE,
                request ->
                        overview.collect(request.loop(), ShowPools::rows, rows -> request.answer(TABLE, sorted(rows))));
    }

    /** By name; the console is one pool, however many loops have clients of it. */
    private static List<Row> sorted(List<Row> pools) {
        List<Row> rows = new ArrayList<>();
        int onConsole = 0;
        for (Row row : pools) {
            if (row.database().equals(CONSOLE)) {
                onConsole += row.clientsActive();
            } else {
                rows.add(row);
            }
        }
        rows.add(console(onConsole));
        rows.sort(Comparator.comparing(Row::database).thenComparing(Row::user));
        return rows;
    }

    private static Row console(int clients) {
        return new Row(CONSOLE, CONSOLE, clients, 0, 0, 0, 0, 0, 0, 0, 0, 0, "statement");
    }

    /** The pools of one loop; on that loop. */
    public static List<Row> rows(Clients clients) {
        List<Row> rows = new ArrayList<>();
        long now = System.nanoTime();
        clients.pools().all().forEach(pool -> rows.add(row(pool, now)));
        long onConsole = clients.loggedIn().stream()
                .filter(client -> client.relay().isEmpty())
                .count();
        if (onConsole > 0) {
            rows.add(console((int) onConsole));
        }
        return rows;
    }

    private static Row row(Pool pool, long now) {
        int used = used(pool, now);
        int dedicated = pool.dedicatedCount();
        return new Row(
                pool.route().key().database(),
                pool.route().key().user(),
                pool.clients() - pool.waiting(),
                pool.waiting(),
                pool.count(ServerState.ACTIVE) + dedicated,
                pool.count(ServerState.BEING_CANCELED),
                pool.count(ServerState.IDLE) - used,
                used,
                pool.count(ServerState.TESTED),
                pool.opening(),
                dedicated,
                pool.longestWaitNanos(now) / 1_000,
                pool.route().pools().mode().name().toLowerCase(Locale.ROOT));
    }

    private static int used(Pool pool, long now) {
        long delay = pool.route().connections().checkDelay().toNanos();
        int count = 0;
        for (PooledServer server : pool.members()) {
            if (server.state() == ServerState.IDLE && now - server.sinceNanos() > delay) {
                count++;
            }
        }
        return count;
    }
}
