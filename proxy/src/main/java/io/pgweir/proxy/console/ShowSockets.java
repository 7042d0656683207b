package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.relay.Relay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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

    static ConsoleCommand sockets(Overview overview) {
        return all(overview, "SOCKETS", "every client and server, and what waits to be read and sent", row -> true);
    }

    static ConsoleCommand activeSockets(Overview overview) {
        return all(overview, "ACTIVE_SOCKETS", "as SOCKETS, those on which something is going on", SocketRow::active);
    }

    private static ConsoleCommand all(Overview overview, String what, String help, Predicate<SocketRow> wanted) {
        return ConsoleCommand.show(
                what,
                help,
                SocketRow.SOCKETS,
                request -> overview.collect(
                        request.loop(),
                        ShowSockets::allRows,
                        rows -> request.answer(
                                SocketRow.SOCKETS, rows.stream().filter(wanted).toList())));
    }

    private static List<SocketRow> allRows(Clients clients) {
        long now = System.nanoTime();
        List<SocketRow> rows = new ArrayList<>(clientRows(clients));
        clients.loggingIn().forEach(client -> rows.add(SocketRow.of(client, now)));
        rows.addAll(serverRows(clients));
        return rows;
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
