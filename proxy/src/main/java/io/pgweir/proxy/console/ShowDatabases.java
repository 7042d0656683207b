package io.pgweir.proxy.console;

import io.pgweir.config.Config;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.client.Rules;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** SHOW DATABASES: what clients can ask for, configured or come through {@code *}. */
final class ShowDatabases {
    /** One database entry. */
    private record Row(String name, Optional<Route> route, int connections, int clients, boolean paused) {}

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("name", Row::name)
            .optionalText("host", row -> row.route().map(route -> route.pooled().host()))
            .int4("port", row -> row.route().map(route -> route.pooled().port()).orElse(6432))
            .text("database", row -> row.route().map(Route::serverDatabase).orElse(row.name()))
            .optionalText(
                    "force_user",
                    row -> row.route().isEmpty()
                            ? Optional.of("pgbouncer")
                            : row.route()
                                    .filter(Route::forcedUser)
                                    .map(route -> route.key().user()))
            .int4(
                    "pool_size",
                    row -> row.route().map(route -> route.pools().size()).orElse(2))
            .int4(
                    "min_pool_size",
                    row -> row.route().map(route -> route.pools().min()).orElse(0))
            .int4(
                    "reserve_pool_size",
                    row -> row.route().map(route -> route.pools().reserve()).orElse(0))
            .int4(
                    "server_lifetime",
                    row -> row.route()
                            .map(route -> (int) route.connections().lifetime().toSeconds())
                            .orElse(0))
            .text(
                    "pool_mode",
                    row -> row.route()
                            .map(route -> route.pools().mode().name().toLowerCase(Locale.ROOT))
                            .orElse("statement"))
            .optionalText("load_balance_hosts", row -> Optional.empty())
            .int4(
                    "max_connections",
                    row -> row.route()
                            .map(route -> route.pools().maxDbConnections())
                            .orElse(0))
            .int4("current_connections", Row::connections)
            .int4(
                    "max_client_connections",
                    row -> row.route().map(Route::maxDatabaseClients).orElse(0))
            .int4("current_client_connections", Row::clients)
            .int4("paused", row -> row.paused() ? 1 : 0)
            .int4("disabled", row -> 0);

    /** What one pool adds to its database. */
    private record Part(String database, int connections, int clients, boolean paused) {
        static Part sum(Part left, Part right) {
            return new Part(
                    left.database,
                    left.connections + right.connections,
                    left.clients + right.clients,
                    left.paused || right.paused);
        }
    }

    private ShowDatabases() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "DATABASES",
                "databases and their limits",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(),
                        ShowDatabases::parts,
                        parts -> request.answer(TABLE, rows(overview.gateway().rules(), parts))));
    }

    private static List<Part> parts(Clients clients) {
        List<Part> parts = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            parts.add(new Part(pool.route().key().database(), pool.members().size(), pool.clients(), pool.paused()));
        }
        return parts;
    }

    private static List<Row> rows(Rules rules, List<Part> parts) {
        Map<String, Part> byName = new LinkedHashMap<>();
        for (String name : rules.config().databases().keySet()) {
            if (!name.equals(Config.ANY_DATABASE)) {
                byName.put(name, new Part(name, 0, 0, false));
            }
        }
        parts.forEach(part -> byName.merge(part.database(), part, Part::sum));
        List<Row> rows = new ArrayList<>();
        byName.forEach((name, part) -> rows.add(
                new Row(name, rules.router().route(name, ""), part.connections(), part.clients(), part.paused())));
        rows.add(new Row("pgbouncer", Optional.empty(), 0, 0, false));
        return rows;
    }
}
