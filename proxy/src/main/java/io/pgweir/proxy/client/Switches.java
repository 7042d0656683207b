package io.pgweir.proxy.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What operators switched for the whole process, beside what single loops know of. */
public final class Switches {
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private volatile boolean suspended;
    private volatile boolean killed;

    /** The database takes no new sessions. */
    public void disable(String database) {
        boolean unused = disabled.add(database);
    }

    /** The database takes new sessions again. */
    public void enable(String database) {
        boolean unused = disabled.remove(database);
    }

    public boolean disabled(String database) {
        return disabled.contains(database);
    }

    /** Whether what clients send is left unread. */
    public boolean suspended() {
        return suspended;
    }

    public void suspended(boolean now) {
        suspended = now;
    }

    /** Whether KILL paused every database that there was. */
    public boolean killed() {
        return killed;
    }

    public void killed(boolean now) {
        killed = now;
    }
}
