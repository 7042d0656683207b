package io.pgweir.config;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One line of an HBA file.
 *
 * @param range empty for every address
 * @param options name to value, of what stands behind the method
 */
public record HbaRule(
        Type type,
        Who databases,
        Who users,
        Optional<AddressRange> range,
        HbaMethod method,
        Map<String, String> options) {

    /** How a client comes. */
    public enum Type {
        LOCAL,
        HOST,
        HOSTSSL,
        HOSTNOSSL
    }

    /**
     * Whom a line means.
     *
     * @param all whether it means everybody; of databases, everything but physical replication
     * @param sameUser whether it means databases that are called like the user
     * @param replication whether it means physical replication
     */
    public record Who(boolean all, boolean sameUser, boolean replication, Set<String> names) {
        public Who {
            names = Set.copyOf(names);
        }
    }

    public HbaRule {
        options = Map.copyOf(options);
    }

    /**
     * Whether the line is about this client.
     *
     * @param address empty over a Unix socket
     * @param replication whether it wants physical replication, which has no database
     */
    public boolean matches(
            Optional<InetAddress> address, boolean tls, String database, String user, boolean replication) {
        return comesThisWay(address, tls)
                && (users.all || users.names.contains(user))
                && (replication ? databases.replication : matchesDatabase(database, user));
    }

    private boolean comesThisWay(Optional<InetAddress> address, boolean tls) {
        if (address.isEmpty()) {
            return type == Type.LOCAL;
        }
        boolean typeFits = switch (type) {
            case LOCAL -> false;
            case HOST -> true;
            case HOSTSSL -> tls;
            case HOSTNOSSL -> !tls;
        };
        return typeFits && (range.isEmpty() || range.get().contains(address.get()));
    }

    private boolean matchesDatabase(String database, String user) {
        return databases.all || (databases.sameUser && database.equals(user)) || databases.names.contains(database);
    }
}
