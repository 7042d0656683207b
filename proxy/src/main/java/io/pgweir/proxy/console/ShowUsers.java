package io.pgweir.proxy.console;

import io.pgweir.config.Config;
import io.pgweir.config.DatabaseConfig;
import io.pgweir.config.PoolsConfig;
import io.pgweir.config.UserConfig;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Gateway;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** SHOW USERS: who is known, with what limits, and how much they use. */
final class ShowUsers {
    private static final String CONSOLE_USER = "pgbouncer";

    /** Servers that one pool has of its user. */
    private record Part(String user, int servers) {}

    /** One user; what is empty is not said of this user. */
    private record Row(
            String name,
            Optional<Integer> poolSize,
            Optional<Integer> reserve,
            Optional<String> mode,
            int maxServers,
            int servers,
            int maxClients,
            int clients) {}

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("name", Row::name)
            .text("pool_size", row -> rightAligned(row.poolSize()))
            .text("reserve_pool_size", row -> rightAligned(row.reserve()))
            .optionalText("pool_mode", Row::mode)
            .int4("max_user_connections", Row::maxServers)
            .int4("current_connections", Row::servers)
            .int4("max_user_client_connections", Row::maxClients)
            .int4("current_client_connections", Row::clients);

    private ShowUsers() {}

    private static String rightAligned(Optional<Integer> number) {
        return number.map(value -> String.format(Locale.ROOT, "%9d", value)).orElse("");
    }

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "USERS",
                "users and their limits",
                TABLE,
                request -> overview.collect(
                        request.loop(), ShowUsers::parts, parts -> request.answer(TABLE, rows(overview, parts))));
    }

    private static List<Part> parts(Clients clients) {
        return clients.pools().all().stream().map(ShowUsers::part).toList();
    }

    private static Part part(Pool pool) {
        return new Part(pool.route().key().user(), pool.members().size());
    }

    /** Everybody whom the configuration names or who is here, in order. */
    static NavigableSet<String> names(Gateway gateway) {
        Config config = gateway.rules().config();
        NavigableSet<String> names = new TreeSet<>(gateway.knownUsers());
        names.addAll(config.users().keySet());
        config.databases().values().stream()
                .map(DatabaseConfig::user)
                .flatMap(Optional::stream)
                .forEach(names::add);
        names.addAll(gateway.limits().users());
        names.add(CONSOLE_USER);
        return names;
    }

    private static List<Row> rows(Overview overview, List<Part> parts) {
        Map<String, Integer> servers = new HashMap<>();
        parts.forEach(part -> servers.merge(part.user(), part.servers(), Integer::sum));
        Gateway gateway = overview.gateway();
        return names(gateway).stream()
                .map(name -> row(name, gateway, servers.getOrDefault(name, 0)))
                .toList();
    }

    private static Row row(String name, Gateway gateway, int servers) {
        Config config = gateway.rules().config();
        Optional<UserConfig> said = Optional.ofNullable(config.users().get(name));
        PoolsConfig pools = said.map(user -> user.pools().over(config.pools())).orElse(config.pools());
        return new Row(
                name,
                said.filter(user -> says(user, "size")).map(user -> pools.size()),
                said.filter(user -> says(user, "reserve")).map(user -> pools.reserve()),
                said.filter(user -> says(user, "mode"))
                        .map(user -> pools.mode().name().toLowerCase(Locale.ROOT)),
                pools.maxUserConnections(),
                servers,
                said.flatMap(UserConfig::maxClients).orElse(config.clients().maxPerUser()),
                gateway.limits().ofUser(name));
    }

    private static boolean says(UserConfig user, String setting) {
        return user.pools().values().containsKey(setting);
    }
}
