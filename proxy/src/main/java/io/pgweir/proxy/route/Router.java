package io.pgweir.proxy.route;

import io.pgweir.config.AuthConfig;
import io.pgweir.config.Config;
import io.pgweir.config.ConnectionsConfig;
import io.pgweir.config.DatabaseConfig;
import io.pgweir.config.Overrides;
import io.pgweir.config.PoolsConfig;
import io.pgweir.config.ServerConfig;
import io.pgweir.config.UserConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Resolves databases and users by one configuration: user says over database over global. */
public final class Router {
    private final Config config;

    public Router(Config config) {
        this.config = config;
    }

    /** Pools that keep servers also when nobody came yet: the user is forced, and a minimum is wanted. */
    public List<Route> alwaysOpen() {
        List<Route> routes = new ArrayList<>();
        config.databases().forEach((database, entry) -> {
            if (entry.user().isPresent() && !database.equals(Config.ANY_DATABASE)) {
                routes.add(route(database, entry.user().get(), entry, false));
            }
        });
        routes.removeIf(route -> route.pools().min() == 0);
        return routes;
    }

    /** Where this user of this database goes; empty when there is no such database. */
    public Optional<Route> route(String database, String user) {
        DatabaseConfig entry = config.databases().get(database);
        if (entry != null) {
            return Optional.of(route(database, user, entry, false));
        }
        DatabaseConfig any = config.databases().get(Config.ANY_DATABASE);
        return any == null ? Optional.empty() : Optional.of(route(database, user, any, true));
    }

    /** Where secrets for this database are asked for; empty when nobody asks. */
    public Optional<Lookup> lookup(String database) {
        Optional<DatabaseConfig> wanted = entry(database);
        AuthConfig auth = config.auth();
        Optional<String> user = wanted.flatMap(DatabaseConfig::authUser).or(auth::user);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        String asked =
                wanted.flatMap(DatabaseConfig::authDbname).or(auth::dbname).orElse(database);
        Optional<Route> route = entry(asked)
                .map(found -> asUser(
                        route(asked, user.get(), found, !config.databases().containsKey(asked)), user.get()));
        return Optional.of(
                new Lookup(asked, wanted.flatMap(DatabaseConfig::authQuery).orElse(auth.query()), route));
    }

    private Optional<DatabaseConfig> entry(String database) {
        return Optional.ofNullable(
                config.databases().getOrDefault(database, config.databases().get(Config.ANY_DATABASE)));
    }

    /** The entry's own user does not count, and its password only for that user. */
    private static Route asUser(Route route, String user) {
        boolean same = route.key().user().equals(user);
        return new Route(
                new PoolKey(route.key().database(), user),
                route.serverDatabase(),
                same && route.forcedUser(),
                same ? route.password() : Optional.empty(),
                route.pooled(),
                route.direct(),
                route.parameters(),
                route.connectQuery(),
                route.pools(),
                route.connections(),
                route.maxPinned(),
                route.maxDatabaseClients(),
                route.automatic());
    }

    private Route route(String database, String user, DatabaseConfig entry, boolean automatic) {
        ServerConfig server = Objects.requireNonNull(config.servers().get(entry.server()), entry.server());
        Endpoint pooled = new Endpoint(
                server.host(), server.port(), server.tls(), server.loadBalanceHosts(), server.targetSessionAttrs());
        return new Route(
                new PoolKey(database, entry.user().orElse(user)),
                entry.dbname().orElse(database),
                entry.user().isPresent(),
                entry.password(),
                pooled,
                server.direct()
                        .map(direct -> new Endpoint(direct.host(), direct.port(), server.tls()))
                        .orElse(pooled),
                entry.parameters(),
                entry.connectQuery(),
                pools(entry, entry.user().orElse(user)),
                connections(entry),
                entry.maxPinned().orElse(config.session().maxPinned()),
                entry.maxClients().orElse(config.clients().maxPerDatabase()),
                automatic);
    }

    private PoolsConfig pools(DatabaseConfig entry, String user) {
        PoolsConfig pools = entry.pools().over(config.pools());
        UserConfig said = config.users().get(user);
        return said == null ? pools : said.pools().over(pools);
    }

    private ConnectionsConfig connections(DatabaseConfig entry) {
        ConnectionsConfig base = config.connections();
        return entry.serverLifetime()
                .map(lifetime ->
                        new Overrides<>(ConnectionsConfig.class, Map.of("lifetime", (Object) lifetime)).over(base))
                .orElse(base);
    }
}
