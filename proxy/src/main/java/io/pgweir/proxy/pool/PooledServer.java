package io.pgweir.proxy.pool;

import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;

/** A server connection as a member of its pool: what it is doing and for whom. A lease of it is released exactly once. */
public final class PooledServer {
    private final Pool pool;
    private final ServerConnection connection;
    private final Resting resting;
    private final Companion companion;
    private ServerState state = ServerState.IDLE;
    private LeaseHolder holder = NoHolder.INSTANCE;
    private long sinceNanos;
    private boolean dedicated;
    private boolean closeNeeded;
    private boolean used;

    PooledServer(Pool pool, ServerConnection connection, boolean dedicated) {
        this.pool = pool;
        this.connection = connection;
        this.dedicated = dedicated;
        this.resting = new Resting(pool, this);
        this.companion = pool.context().companions().companionOf(this);
    }

    /** What its users keep with it. */
    public Companion companion() {
        return companion;
    }

    /** Hears of the connection while nobody uses it. */
    Resting resting() {
        return resting;
    }

    public Pool pool() {
        return pool;
    }

    public ServerConnection connection() {
        return connection;
    }

    public ServerState state() {
        return state;
    }

    @HotPath
    void state(ServerState next, long nowNanos) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("a server that is " + state + " cannot become " + next);
        }
        state = next;
        sinceNanos = nowNanos;
    }

    public LeaseHolder holder() {
        return holder;
    }

    /** Nobody needs it now. */
    void rest(long nowNanos) {
        if (state != ServerState.IDLE) {
            state(ServerState.IDLE, nowNanos);
        }
        sinceNanos = nowNanos;
    }

    void heldBy(LeaseHolder next, long nowNanos) {
        holder = next;
        used = true;
        state(ServerState.ACTIVE, nowNanos);
    }

    void givenUp() {
        holder = NoHolder.INSTANCE;
    }

    /** When it came into its state, on the nano clock. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Whether it is outside of the pool's size, for one session that needs it. */
    public boolean dedicated() {
        return dedicated;
    }

    /** Whether PostgreSQL itself is at its other end, and not a pooler whose servers anybody may have next. */
    @HotPath
    public boolean direct() {
        return dedicated || pool.route().pooledIsDirect();
    }

    void dedicated(boolean now) {
        dedicated = now;
    }

    /** Whether it ends as soon as it is free. */
    public boolean closeNeeded() {
        return closeNeeded;
    }

    /** It ends as soon as it is free. */
    public void needsClose() {
        closeNeeded = true;
    }

    /** Whether anybody ever had it. */
    boolean used() {
        return used;
    }
}
