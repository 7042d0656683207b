package io.pgweir.proxy.pool;

/** A pool's counts of the last whole averaging period, beside those since its start. */
public final class StatsHistory {
    private PoolStats atLastTurn = new PoolStats();
    private PoolStats lastPeriod = new PoolStats();
    private long turnedNanos;
    private long periodNanos = 1;

    StatsHistory(long nowNanos) {
        turnedNanos = nowNanos;
    }

    /** The period is over, for all pools at once; a new pool's first one is shorter. */
    void turn(PoolStats now, long nowNanos) {
        lastPeriod = now.since(atLastTurn);
        atLastTurn = now.copy();
        periodNanos = Math.max(1, nowNanos - turnedNanos);
        turnedNanos = nowNanos;
    }

    /** What happened in the last whole period. */
    public PoolStats lastPeriod() {
        return lastPeriod;
    }

    /** How long that was. */
    public long periodNanos() {
        return periodNanos;
    }
}
