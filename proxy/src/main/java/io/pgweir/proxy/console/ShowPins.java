package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.session.PinReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** SHOW PINS: the sessions that have a server to themselves, and why. */
public final class ShowPins {
    /** One session, copied on its loop. */
    public record Row(
            long id,
            String database,
            String user,
            String applicationName,
            String address,
            String reasons,
            String because,
            long ageMicros,
            int serverPid) {}

    public static final Table<Row> TABLE = Table.<Row>of()
            .int8("id", Row::id)
            .text("database", Row::database)
            .text("user", Row::user)
            .text("application_name", Row::applicationName)
            .text("addr", Row::address)
            .text("reasons", Row::reasons)
            .text("because", Row::because)
            .int4("age", row -> Times.seconds(row.ageMicros()))
            .int4("server_pid", Row::serverPid);

    private ShowPins() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "PINS",
                "sessions with a server of their own, and why",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(), ShowPins::rows, rows -> request.answer(TABLE, rows)));
    }

    /** The pins of one loop; on that loop. */
    public static List<Row> rows(Clients clients) {
        long now = System.nanoTime();
        List<Row> rows = new ArrayList<>();
        for (Client client : clients.loggedIn()) {
            client.relay()
                    .filter(relay -> !relay.pins().isEmpty())
                    .flatMap(Relay::server)
                    .ifPresent(server -> rows.add(row(client, server, now)));
        }
        return rows;
    }

    private static Row row(Client client, PooledServer server, long now) {
        Relay relay = client.relay().orElseThrow();
        return new Row(
                client.id(),
                client.database(),
                client.user(),
                relay.session().settings().valueOf("application_name"),
                SocketRow.Address.of(client.link().remoteAddress()).host(),
                relay.pins().stream().map(PinReason::name).collect(Collectors.joining(",")),
                relay.pins().stream().map(PinReason::explanation).collect(Collectors.joining("; ")),
                (now - server.sinceNanos()) / 1_000,
                server.connection().key().pid());
    }
}
