package io.pgweir.proxy.pool;

import io.pgweir.proxy.route.Endpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often ALTER ROLE or ALTER DATABASE has changed, on each PostgreSQL server, what new sessions start with. A server
 * connection that is older does not have it. Shared by all loops.
 */
public final class SessionDefaults {
    private final Map<Endpoint, Integer> versions = new ConcurrentHashMap<>();

    /** They changed there. */
    void change(Endpoint endpoint) {
        versions.merge(endpoint, 1, Integer::sum);
    }

    int version(Endpoint endpoint) {
        return versions.getOrDefault(endpoint, 0);
    }
}
