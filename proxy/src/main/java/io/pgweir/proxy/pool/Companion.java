package io.pgweir.proxy.pool;

/** What the users of a server keep with it from lease to lease, so that a lease allocates nothing. */
public interface Companion {
    /** Makes the companion of a new server. */
    @FunctionalInterface
    interface Factory {
        Companion companionOf(PooledServer server);
    }
}
