package io.pgweir.proxy.route;

import io.pgweir.config.ConnectionsConfig;
import io.pgweir.config.PoolsConfig;
import io.pgweir.config.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * What a database and a user resolve to.
 *
 * @param serverDatabase the database's name on the server
 * @param password of {@link PoolKey#user}, where the database entry has one
 * @param direct PostgreSQL itself, for sessions that need a server of their own; often the pooled one
 * @param parameters that server connections are started with
 * @param connectQuery run on each new server connection
 * @param automatic whether the database has no entry of its own and came through {@code *}
 */
public record Route(
        PoolKey key,
        String serverDatabase,
        boolean forcedUser,
        Optional<Secret> password,
        Endpoint pooled,
        Endpoint direct,
        Map<String, String> parameters,
        Optional<String> connectQuery,
        PoolsConfig pools,
        ConnectionsConfig connections,
        int maxPinned,
        int maxDatabaseClients,
        boolean automatic) {

    /** Whether servers opened for the other route would serve this one as well. */
    public boolean sameServers(Route other) {
        return serverDatabase.equals(other.serverDatabase)
                && key.equals(other.key)
                && pooled.equals(other.pooled)
                && direct.equals(other.direct)
                && parameters.equals(other.parameters)
                && connectQuery.equals(other.connectQuery)
                && password.equals(other.password);
    }

    /** Whether a session can keep the pooled server that it has when it needs one of its own. */
    public boolean pooledIsDirect() {
        return pooled.equals(direct);
    }
}
