package io.pgweir.proxy.pool;

import io.pgweir.proxy.route.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The caps that go over pools: per database entry and per user. Shared by all loops. */
public final class Caps {
    private final Map<String, SharedCap> byDatabase = new ConcurrentHashMap<>();
    private final Map<String, SharedCap> byUser = new ConcurrentHashMap<>();

    /** The caps that a pool of this route obeys. */
    List<Cap> of(Route route) {
        return List.of(
                byDatabase.computeIfAbsent(
                        route.key().database(),
                        name -> new SharedCap(route.pools().maxDbConnections())),
                byUser.computeIfAbsent(
                        route.key().user(), name -> new SharedCap(route.pools().maxUserConnections())));
    }

    /** The configuration says something else now. */
    void update(Route route) {
        byDatabase
                .computeIfAbsent(route.key().database(), name -> new SharedCap(0))
                .limit(route.pools().maxDbConnections());
        byUser.computeIfAbsent(route.key().user(), name -> new SharedCap(0))
                .limit(route.pools().maxUserConnections());
    }
}
