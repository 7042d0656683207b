package io.pgweir.proxy.web;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.listen.Hubs;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PoolStats;
import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.route.PoolKey;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.PoolSessions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a scrape says of one pool; copied on its loop. */
record PoolSample(
        PoolKey key,
        PoolStats stats,
        int clientsActive,
        int clientsWaiting,
        int serversActive,
        int serversIdle,
        int serversOther,
        int serversOpening,
        int serversDedicated,
        int listeners,
        int sharedListens,
        int size,
        double longestWaitSeconds,
        Map<PinReason, Integer> pins,
        Map<String, Long> incompatible,
        long audits,
        long leaks) {

    /** All pools of one loop; on that loop. */
    static List<PoolSample> of(Clients clients) {
        long now = System.nanoTime();
        List<PoolSample> samples = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            samples.add(of(pool, clients, now));
        }
        return samples;
    }

    private static PoolSample of(Pool pool, Clients clients, long now) {
        PoolSessions sessions = clients.sessionsOf(pool);
        Hubs hubs = clients.hubs();
        return new PoolSample(
                pool.route().key(),
                pool.stats().copy(),
                pool.clients() - pool.waiting(),
                pool.waiting(),
                pool.count(ServerState.ACTIVE),
                pool.count(ServerState.IDLE),
                pool.count(ServerState.TESTED) + pool.count(ServerState.BEING_CANCELED),
                pool.opening(),
                pool.dedicatedCount(),
                hubs.sessions(pool),
                hubs.connections(pool),
                pool.route().pools().size(),
                pool.longestWaitNanos(now) / 1e9,
                pins(pool),
                sessions.compatibility().totals(),
                sessions.shapes().audits(),
                sessions.shapes().leakCount());
    }

    private static Map<PinReason, Integer> pins(Pool pool) {
        Map<PinReason, Integer> pins = new EnumMap<>(PinReason.class);
        pool.members().forEach(server -> {
            if (server.holder() instanceof Relay relay) {
                relay.pins().forEach(reason -> pins.merge(reason, 1, Integer::sum));
            }
        });
        return pins;
    }
}
