package io.pgweir.proxy.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many clients there are: in all, per database entry, per user. Shared by all loops; asked at login only. Names that
 * nobody uses leave nothing behind, since anybody may send any name.
 */
public final class ClientLimits {
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byDatabase = new ConcurrentHashMap<>();
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

    void enter() {
        all.incrementAndGet();
    }

    void leave() {
        all.decrementAndGet();
    }

    /** One more of this database; answers how many there are now. */
    int enterDatabase(String database) {
        return byDatabase.merge(database, 1, Integer::sum);
    }

    void leaveDatabase(String database) {
        leave(byDatabase, database);
    }

    /** One more of this user; answers how many there are now. */
    int enterUser(String user) {
        return byUser.merge(user, 1, Integer::sum);
    }

    void leaveUser(String user) {
        leave(byUser, user);
    }

    private static void leave(Map<String, Integer> counts, String name) {
        Integer unused = counts.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
    }

    public int all() {
        return all.get();
    }

    public int ofUser(String user) {
        return byUser.getOrDefault(user, 0);
    }

    /** Those who are here. */
    public Set<String> users() {
        return Set.copyOf(byUser.keySet());
    }

    public int ofDatabase(String database) {
        return byDatabase.getOrDefault(database, 0);
    }
}
