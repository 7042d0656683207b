package io.pgweir.proxy.console;

import io.pgweir.config.Config;
import io.pgweir.config.DatabaseConfig;
import io.pgweir.config.PoolMode;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Gateway;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.client.Rules;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** SHOW DATABASES: what clients can ask for, configured or come through {@code *}. */
final class ShowDatabases {
    /** One database entry. */
    private record Row(
            String name,
            Optional<Route> route,
            Optional<PoolMode> mode,
            int port,
            int connections,
            int clients,
            boolean paused,
            boolean disabled) {}

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("name", Row::name)
            .optionalText("host", row -> row.route().map(route -> route.pooled().host()))
            .int4("port", row -> row.route().map(route -> route.pooled().port()).orElse(row.port()))
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
            .optionalText("pool_mode", row -> row.mode().map(mode -> mode.name().toLowerCase(Locale.ROOT)))
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
            .int4("disabled", row -> row.disabled() ? 1 : 0);

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

    private static final String CONSOLE = "pgbouncer";

    private ShowDatabases() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "DATABASES",
                "databases and their limits",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(),
                        ShowDatabases::parts,
                        parts -> request.answer(TABLE, rows(overview.gateway(), parts))));
    }

    private static List<Part> parts(Clients clients) {
        List<Part> parts = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            parts.add(new Part(pool.route().key().database(), pool.members().size(), pool.clients(), pool.paused()));
        }
        return parts;
    }

    private static List<Row> rows(Gateway gateway, List<Part> parts) {
        Config config = gateway.rules().config();
        Map<String, Part> byName = new TreeMap<>();
        for (String name : config.databases().keySet()) {
            if (!name.equals(Config.ANY_DATABASE)) {
                byName.put(name, new Part(name, 0, 0, false));
            }
        }
        byName.put(CONSOLE, new Part(CONSOLE, 0, 0, false));
        parts.forEach(part -> byName.merge(part.database(), part, Part::sum));
        List<Row> rows = new ArrayList<>();
        byName.forEach((name, part) -> rows.add(row(name, part, gateway)));
        return rows;
    }

    private static Row row(String name, Part part, Gateway gateway) {
        Rules rules = gateway.rules();
        boolean console = name.equals(CONSOLE);
        return new Row(
                name,
                console ? Optional.empty() : rules.router().route(name, ""),
                console ? Optional.of(PoolMode.STATEMENT) : ownMode(name, rules.config()),
                rules.config().listen().port(),
                part.connections(),
                part.clients(),
                part.paused(),
                gateway.switches().disabled(name));
    }

    /** The mode that the entry itself says; PgBouncer shows no other. */
    private static Optional<PoolMode> ownMode(String name, Config config) {
        DatabaseConfig any = config.databases().get(Config.ANY_DATABASE);
        DatabaseConfig entry = config.databases().getOrDefault(name, any);
        return Optional.ofNullable(entry)
                .map(found -> found.pools().values().get("mode"))
                .map(PoolMode.class::cast);
    }
}
