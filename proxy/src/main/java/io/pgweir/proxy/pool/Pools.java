package io.pgweir.proxy.pool;

import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.PoolKey;
import io.pgweir.proxy.route.Route;
import io.pgweir.proxy.route.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The pools that are at home on one loop. A pool is made when its first client comes. */
public final class Pools {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final PoolContext context;
    private final Caps caps;
    private final Map<PoolKey, Pool> pools = new LinkedHashMap<>();
    private final Set<String> pausedDatabases = new HashSet<>();
    private boolean allPaused;
    private long statsPeriodNanos = TimeUnit.SECONDS.toNanos(60);
    private long periodBeganNanos;
    private long lookedNanos;

    public Pools(Loop loop, PoolContext context, Caps caps) {
        this.loop = loop;
        this.context = context;
        this.caps = caps;
        this.periodBeganNanos = loop.nowNanos();
        this.lookedNanos = loop.nowNanos();
        loop.run(() -> loop.everyTick(this::tick));
    }

    private void tick() {
        long now = loop.nowNanos();
        for (Pool pool : pools.values()) {
            pool.tick(now);
        }
        if (now - periodBeganNanos >= statsPeriodNanos) {
            periodBeganNanos = now;
            pools.values().forEach(pool -> pool.history().turn(pool.stats(), now));
        }
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            forgetUnused(now);
        }
    }

    private void forgetUnused(long now) {
        pools.values().removeIf(pool -> {
            boolean unused = pool.forgettable(now);
            if (unused) {
                pool.kill(ProxyError.DATABASE_REMOVED.fatal());
            }
            return unused;
        });
    }

    /** How long the averages of SHOW STATS go back. */
    public void statsPeriod(Duration period) {
        statsPeriodNanos = period.toNanos();
    }

    /** The pool of this route. */
    public Pool pool(Route route) {
        assert loop.inLoop();
        Pool pool = pools.get(route.key());
        if (pool == null) {
            pool = new Pool(loop, context, route, caps.of(route));
            pools.put(route.key(), pool);
            if (isPaused(route.key().database())) {
                pool.pause();
            }
        }
        return pool;
    }

    public Collection<Pool> all() {
        return Collections.unmodifiableCollection(pools.values());
    }

    public Loop loop() {
        return loop;
    }

    /** The pools of a database, or all without a name. */
    public List<Pool> of(Optional<String> database) {
        List<Pool> some = new ArrayList<>(pools.values());
        some.removeIf(Predicate.not(
                pool -> database.isEmpty() || pool.route().key().database().equals(database.get())));
        return some;
    }

    private boolean isPaused(String database) {
        return allPaused || pausedDatabases.contains(database);
    }

    /** Stops to give out servers of a database, or of all; those in use come back in their time. */
    public void pause(Optional<String> database) {
        database.ifPresentOrElse(pausedDatabases::add, () -> allPaused = true);
        of(database).forEach(Pool::pause);
    }

    /** Gives out servers again, but for those that the other PAUSE still holds: of all, or of their database. */
    public void resume(Optional<String> database) {
        database.ifPresentOrElse(pausedDatabases::remove, () -> allPaused = false);
        for (Pool pool : of(database)) {
            if (!isPaused(pool.route().key().database())) {
                pool.resume();
            }
        }
    }

    /** Closes everything of a database, or of all; whoever comes then waits until it is resumed. */
    public void kill(Optional<String> database) {
        for (Pool pool : of(database)) {
            pausedDatabases.add(pool.route().key().database());
            pools.remove(pool.route().key());
            pool.kill(ProxyError.DATABASE_KILLED.fatal());
        }
        database.ifPresent(pausedDatabases::add);
    }

    /** Gives out servers again of every database by its name. */
    public void resumeKilled() {
        for (String database : List.copyOf(pausedDatabases)) {
            resume(Optional.of(database));
        }
    }

    /** Whether any PAUSE of a database is in force. */
    public boolean anyPaused() {
        return !pausedDatabases.isEmpty();
    }

    /** Whether this PAUSE is in force: of the database by its name, or of all. */
    public boolean paused(Optional<String> database) {
        return database.map(pausedDatabases::contains).orElse(allPaused);
    }

    /** Whether no shared server of the database, or of any, is in use. */
    public boolean quiet(Optional<String> database) {
        return of(database).stream().allMatch(Pool::quiet);
    }

    /** Every pool goes on by the new configuration; those of databases that it no longer has are closed. */
    public void reload(Router router) {
        for (Pool pool : List.copyOf(pools.values())) {
            PoolKey key = pool.route().key();
            Optional<Route> route = router.route(key.database(), key.user());
            if (route.isPresent() && route.get().key().equals(key)) {
                pool.route(route.get());
                caps.update(route.get());
            } else {
                pools.remove(key);
                pool.kill(ProxyError.DATABASE_REMOVED.fatal());
            }
        }
    }
}
