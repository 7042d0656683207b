package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.relay.Relay;
import java.util.ArrayList;
import java.util.List;

/** SHOW CLIENTS and SHOW SERVERS. */
final class ShowSockets {
    private ShowSockets() {}

    static ConsoleCommand clients(Overview overview) {
        return ConsoleCommand.show(
                "CLIENTS",
                "every client and what it is doing",
                SocketRow.TABLE,
                request -> overview.collect(
                        request.client().link().loop(),
                        ShowSockets::clientRows,
                        rows -> request.answer(SocketRow.TABLE, rows)));
    }

    static ConsoleCommand servers(Overview overview) {
        return ConsoleCommand.show(
                "SERVERS",
                "every server and what it is doing",
                SocketRow.TABLE,
                request -> overview.collect(
                        request.client().link().loop(),
                        ShowSockets::serverRows,
                        rows -> request.answer(SocketRow.TABLE, rows)));
    }

    private static List<SocketRow> clientRows(Clients clients) {
        long now = System.nanoTime();
        List<SocketRow> rows = new ArrayList<>();
        clients.loggedIn().forEach(client -> rows.add(SocketRow.of(client, now)));
        return rows;
    }

    private static List<SocketRow> serverRows(Clients clients) {
        long now = System.nanoTime();
        List<SocketRow> rows = new ArrayList<>();
        clients.pools()
                .all()
                .forEach(pool -> pool.members()
                        .forEach(server -> rows.add(SocketRow.of(server, holderId(server, clients), now))));
        return rows;
    }

    /** The client that holds the server, by its id; 0 for none. */
    private static long holderId(PooledServer server, Clients clients) {
        return server.holder() instanceof Relay held
                ? clients.idOf(held.session().pid())
                : 0;
    }
}
