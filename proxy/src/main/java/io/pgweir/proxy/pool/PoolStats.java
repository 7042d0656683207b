package io.pgweir.proxy.pool;

/**
 * What passed through one pool, counted by its loop in plain fields. Times are nanoseconds; a scrape asks the loop for
 * a copy.
 */
public final class PoolStats {
    public long assignments;
    public long transactions;
    public long queries;
    public long receivedBytes;
    public long sentBytes;
    public long transactionNanos;
    public long queryNanos;
    public long waitNanos;
    public long clientParses;
    public long serverParses;
    public long binds;
    public long logins;
    public long strayNotifications;

    /** The counts as they are now. */
    public PoolStats copy() {
        PoolStats copy = new PoolStats();
        copy.add(this);
        return copy;
    }

    /** Adds another pool's counts to these. */
    public void add(PoolStats other) {
        add(other, 1);
    }

    /** What was added since the earlier copy. */
    public PoolStats since(PoolStats earlier) {
        PoolStats difference = copy();
        difference.add(earlier, -1);
        return difference;
    }

    private void add(PoolStats other, int sign) {
        assignments += sign * other.assignments;
        transactions += sign * other.transactions;
        queries += sign * other.queries;
        receivedBytes += sign * other.receivedBytes;
        sentBytes += sign * other.sentBytes;
        transactionNanos += sign * other.transactionNanos;
        queryNanos += sign * other.queryNanos;
        waitNanos += sign * other.waitNanos;
        clientParses += sign * other.clientParses;
        serverParses += sign * other.serverParses;
        binds += sign * other.binds;
        logins += sign * other.logins;
        strayNotifications += sign * other.strayNotifications;
    }
}
