package io.pgweir.proxy.listen;

import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Pool;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The hubs of one loop: one for each database that a sharing session there has listened in. */
public final class Hubs {
    private final Loop loop;
    private final Map<String, Hub> hubs = new LinkedHashMap<>();
    private ListenLimits limits;

    public Hubs(Loop loop, ListenLimits limits) {
        this.loop = loop;
        this.limits = limits;
        loop.run(() -> loop.everyTick(this::tick));
    }

    private void tick() {
        long now = loop.nowNanos();
        hubs.values().forEach(hub -> hub.tick(now));
    }

    /** The way for notifications to a session of this pool; closed as yet. */
    public Gate gate(Pool pool, Recipient recipient) {
        assert loop.inLoop();
        String database = pool.route().key().database();
        Hub hub = hubs.computeIfAbsent(database, name -> new Hub(name, this));
        return new Gate(hub, pool, recipient);
    }

    /** All of them, also those without a connection now. */
    public Collection<Hub> all() {
        return Collections.unmodifiableCollection(hubs.values());
    }

    /** Sessions of this pool that a hub listens for. */
    public int sessions(Pool pool) {
        Hub hub = hubs.get(pool.route().key().database());
        return hub == null ? 0 : hub.sessions(pool);
    }

    /** Hubs whose connection is this pool's. */
    public int connections(Pool pool) {
        Hub hub = hubs.get(pool.route().key().database());
        boolean its = hub != null
                && hub.server().filter(server -> server.pool() == pool).isPresent();
        return its ? 1 : 0;
    }

    Loop loop() {
        return loop;
    }

    ListenLimits limits() {
        return limits;
    }

    /** The configuration says something else now. */
    public void limits(ListenLimits next) {
        limits = next;
    }
}
