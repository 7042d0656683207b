package io.pgweir.proxy.pool;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of a pool that belong to one session each, because it cannot share. They are outside of the pool's size
 * and of every cap on shared servers, and have a limit of their own.
 */
public final class Dedicated implements Attempt.Owner {
    private final Pool pool;
    private final Map<Attempt, LeaseHolder> opening = new LinkedHashMap<>();
    private final WaitQueue postponed = new WaitQueue();

    Dedicated(Pool pool) {
        this.pool = pool;
    }

    /**
     * Opens a server of its own for the session, to the direct endpoint; in a pool that is paused, once that is over.
     * Either way {@link LeaseHolder#leased} is called, or {@link LeaseHolder#refused}.
     *
     * @return false when the limit is reached: then neither is called
     */
    public boolean lease(LeaseHolder holder) {
        if (full()) {
            return false;
        }
        if (pool.paused()) {
            postponed.add(holder);
        } else {
            open(holder);
        }
        return true;
    }

    /** The same in a paused pool, too: for what a session needs to finish, which the pause waits for. */
    public boolean leaseAtOnce(LeaseHolder holder) {
        if (full()) {
            return false;
        }
        open(holder);
        return true;
    }

    /** Whether there are as many as there may be, those included that are sent for. */
    public boolean full() {
        return count() + opening.size() + postponed.size() >= limit();
    }

    private void open(LeaseHolder holder) {
        opening.put(new Attempt(pool, pool.route().direct(), this), holder);
    }

    @Override
    public void opened(Attempt attempt, ServerConnection server) {
        LeaseHolder holder = opening.remove(attempt);
        if (holder != null) {
            pool.joinedDedicated(server, holder);
        }
    }

    @Override
    public void failed(Attempt attempt, ErrorResponse error, boolean refused) {
        LeaseHolder holder = opening.remove(attempt);
        if (holder != null) {
            holder.refused(error);
        }
    }

    /**
     * Makes the shared server that the session has its own.
     *
     * @return false when the limit is reached
     */
    public boolean adopt(PooledServer server) {
        if (server.dedicated()) {
            return true;
        }
        if (count() >= limit()) {
            return false;
        }
        server.dedicated(true);
        pool.releaseCaps();
        pool.openIfNeeded();
        return true;
    }

    /** The session needs no server of its own any more: the server fills a gap in the pool, or ends. */
    public void release(PooledServer server) {
        boolean wanted = server.connection().endpoint().equals(pool.route().pooled()) && pool.roomForOne();
        if (wanted && pool.acquireCaps(false)) {
            server.dedicated(false);
            pool.release(server);
        } else {
            pool.close(server, "no session needs it any more");
        }
    }

    /** The session does not want to wait any longer. */
    void stopWaiting(LeaseHolder holder) {
        boolean unused = postponed.remove(holder);
        opening.entrySet().removeIf(entry -> {
            boolean its = entry.getValue() == holder;
            if (its) {
                entry.getKey().abandon();
            }
            return its;
        });
    }

    /** The pool is not paused any more. */
    void resume() {
        postponed.takeAll().forEach(this::open);
    }

    /** Those that wait for the end of a pause. */
    WaitQueue postponed() {
        return postponed;
    }

    void tick(long now) {
        Map.copyOf(opening).keySet().forEach(attempt -> attempt.endIfOverdue(now));
    }

    /** Whoever waits is told this. */
    void abandonAll(ErrorResponse error) {
        Map<Attempt, LeaseHolder> all = Map.copyOf(opening);
        opening.clear();
        all.keySet().forEach(Attempt::abandon);
        all.values().forEach(holder -> holder.refused(error));
        postponed.takeAll().forEach(holder -> holder.refused(error));
    }

    /** How many there are. */
    @HotPath
    public int count() {
        List<PooledServer> members = pool.members();
        int count = 0;
        for (int i = 0; i < members.size(); i++) { // an iterator would be garbage of every release
            if (members.get(i).dedicated()) {
                count++;
            }
        }
        return count;
    }

    /** How many there may be. */
    public int limit() {
        return pool.route().maxPinned();
    }
}
