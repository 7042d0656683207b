package io.pgweir.proxy.route;

/**
 * What makes clients share servers.
 *
 * @param database as clients call it
 * @param user as servers know it
 */
public record PoolKey(String database, String user) {
    @Override
    public String toString() {
        return database + "/" + user;
    }
}
