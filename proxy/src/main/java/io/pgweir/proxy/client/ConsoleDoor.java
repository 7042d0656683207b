package io.pgweir.proxy.client;

import java.util.Set;

/** The way to the console, which is above this package. */
public interface ConsoleDoor {
    /** Names of the databases that are the console. */
    Set<String> DATABASES = Set.of("pgweir", "pgbouncer");

    /** Whom the process's own user of the system may call itself there, over the Unix socket. */
    String OWNER = "pgbouncer";

    /**
     * Takes over a client that proved who it is.
     *
     * @return false when this user may not use the console
     */
    boolean enter(Client client);
}
