package io.pgweir.proxy.console;

import io.pgweir.config.Config;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** SHOW LISTS: how many there are of everything. */
final class ShowLists {
    /** What one loop has. */
    private record Part(Set<String> databases, int pools, int clients, int loggingIn, int servers) {}

    private record Row(String list, int items) {}

    private static final Table<Row> TABLE =
            Table.<Row>of().text("list", Row::list).int4("items", Row::items);

    private ShowLists() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "LISTS",
                "how many there are of everything",
                TABLE,
                request -> overview.collect(
                        request.loop(),
                        clients -> List.of(part(clients)),
                        parts -> request.answer(TABLE, rows(overview, parts))));
    }

    private static Part part(Clients clients) {
        Set<String> databases = new HashSet<>();
        int servers = 0;
        for (Pool pool : clients.pools().all()) {
            databases.add(pool.route().key().database());
            servers += pool.members().size();
        }
        int pools = clients.pools().all().size();
        return new Part(
                databases, pools, clients.loggedIn().size(), clients.loggingIn().size(), servers);
    }

    private static List<Row> rows(Overview overview, List<Part> parts) {
        Config config = overview.gateway().rules().config();
        Set<String> databases = new HashSet<>(config.databases().keySet());
        boolean unused = databases.remove(Config.ANY_DATABASE);
        databases.add("pgbouncer");
        parts.forEach(part -> databases.addAll(part.databases()));
        return List.of(
                new Row("databases", databases.size()),
                new Row("users", ShowUsers.names(overview.gateway()).size()),
                new Row("peers", 0),
                new Row("pools", 1 + parts.stream().mapToInt(Part::pools).sum()),
                new Row("peer_pools", 0),
                new Row("free_clients", 0),
                new Row("used_clients", parts.stream().mapToInt(Part::clients).sum()),
                new Row(
                        "login_clients",
                        parts.stream().mapToInt(Part::loggingIn).sum()),
                new Row("free_servers", 0),
                new Row("used_servers", parts.stream().mapToInt(Part::servers).sum()),
                new Row("dns_names", 0),
                new Row("dns_zones", 0),
                new Row("dns_queries", 0),
                new Row("dns_pending", 0));
    }
}
