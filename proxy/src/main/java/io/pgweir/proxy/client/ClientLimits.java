package io.pgweir.proxy.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many clients there are: in all, per database entry, per user. Shared by all loops; asked at login only. */
public final class ClientLimits {
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, AtomicInteger> byDatabase = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> byUser = new ConcurrentHashMap<>();

    void enter() {
        all.incrementAndGet();
    }

    void leave() {
        all.decrementAndGet();
    }

    /** One more of this database; answers how many there are now. */
    int enterDatabase(String database) {
        return counter(byDatabase, database).incrementAndGet();
    }

    void leaveDatabase(String database) {
        counter(byDatabase, database).decrementAndGet();
    }

    /** One more of this user; answers how many there are now. */
    int enterUser(String user) {
        return counter(byUser, user).incrementAndGet();
    }

    void leaveUser(String user) {
        counter(byUser, user).decrementAndGet();
    }

    private static AtomicInteger counter(Map<String, AtomicInteger> counters, String name) {
        return counters.computeIfAbsent(name, key -> new AtomicInteger());
    }

    public int all() {
        return all.get();
    }

    public int ofDatabase(String database) {
        return counter(byDatabase, database).get();
    }
}
