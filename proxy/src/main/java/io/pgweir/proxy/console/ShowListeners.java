package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.listen.Hub;
import io.pgweir.proxy.pool.PooledServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SHOW LISTENERS: the connections that listen for the sessions of a database each. */
public final class ShowListeners {
    /** One connection, copied on its loop. */
    public record Row(
            String database,
            String user,
            int serverPid,
            int sessions,
            int channels,
            int slowSessions,
            long notifications) {}

    public static final Table<Row> TABLE = Table.<Row>of()
            .text("database", Row::database)
            .text("user", Row::user)
            .int4("server_pid", Row::serverPid)
            .int4("sessions", Row::sessions)
            .int4("channels", Row::channels)
            .int4("slow_sessions", Row::slowSessions)
            .int8("notifications", Row::notifications);

    private ShowListeners() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "LISTENERS",
                "connections that listen for the sessions of a database (pools.listen: shared)",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(), ShowListeners::rows, rows -> request.answer(TABLE, rows)));
    }

    /** Those of one loop; on that loop. */
    public static List<Row> rows(Clients clients) {
        List<Row> rows = new ArrayList<>();
        for (Hub hub : clients.hubs().all()) {
            if (hub.server().isPresent() || hub.sessions() > 0) {
                rows.add(row(hub));
            }
        }
        return rows;
    }

    private static Row row(Hub hub) {
        Optional<PooledServer> server = hub.server();
        return new Row(
                hub.database(),
                server.map(one -> one.pool().route().key().user()).orElse(""),
                server.map(one -> one.connection().key().pid()).orElse(0),
                hub.sessions(),
                hub.channels(),
                hub.slowSessions(),
                hub.notifications());
    }
}
