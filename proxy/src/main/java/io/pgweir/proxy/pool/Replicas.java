package io.pgweir.proxy.pool;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The servers of a pool that replicate: each is opened with its client's own startup parameters and ends with its
 * client. They count as the pool's shared servers do; where the pool is full an idle one makes room.
 */
public final class Replicas implements Attempt.Owner {
    private final Pool pool;
    private final WaitQueue waiters = new WaitQueue();
    private final Map<LeaseHolder, Map<String, String>> wanted = new LinkedHashMap<>();
    private final Map<Attempt, LeaseHolder> opening = new LinkedHashMap<>();

    Replicas(Pool pool) {
        this.pool = pool;
    }

    /**
     * Opens a server for the session when there is room; then {@link LeaseHolder#leased} is called, or
     * {@link LeaseHolder#refused}.
     *
     * @param parameters of the client's startup packet, without user and database
     */
    public void lease(LeaseHolder holder, Map<String, String> parameters) {
        wanted.put(holder, Map.copyOf(parameters));
        waiters.add(holder);
        openIfPossible();
    }

    void openIfPossible() {
        while (!waiters.isEmpty() && !pool.paused() && hasRoom()) {
            if (!pool.acquireCaps(true)) {
                return;
            }
            LeaseHolder holder = waiters.take();
            Map<String, String> parameters = wanted.remove(holder);
            Attempt attempt =
                    new Attempt(pool, pool.route().direct(), this, parameters == null ? Map.of() : parameters);
            opening.put(attempt, holder);
        }
    }

    /** Whether one more may be opened, after an idle server went if there must. */
    private boolean hasRoom() {
        return pool.roomForOne() || (pool.evictIdle() && pool.roomForOne());
    }

    @Override
    public void opened(Attempt attempt, ServerConnection server) {
        LeaseHolder holder = opening.remove(attempt);
        if (holder != null) {
            pool.joinedReplica(server, holder);
        }
    }

    @Override
    public void failed(Attempt attempt, ErrorResponse error, boolean refused) {
        LeaseHolder holder = opening.remove(attempt);
        if (holder != null) {
            pool.releaseCaps();
            holder.refused(error);
        }
    }

    /** The session does not want to wait any longer. */
    void stopWaiting(LeaseHolder holder) {
        boolean unused = waiters.remove(holder);
        Map<String, String> unusedEither = wanted.remove(holder);
        opening.entrySet().removeIf(entry -> {
            boolean its = entry.getValue() == holder;
            if (its) {
                entry.getKey().abandon();
                pool.releaseCaps();
            }
            return its;
        });
    }

    void tick(long now) {
        Map.copyOf(opening).keySet().forEach(attempt -> attempt.endIfOverdue(now));
        openIfPossible();
    }

    /** Whoever waits is told this. */
    void abandonAll(ErrorResponse error) {
        wanted.clear();
        waiters.takeAll().forEach(holder -> holder.refused(error));
        Map<Attempt, LeaseHolder> all = Map.copyOf(opening);
        opening.clear();
        all.forEach((attempt, holder) -> {
            attempt.abandon();
            pool.releaseCaps();
            holder.refused(error);
        });
    }

    WaitQueue waiters() {
        return waiters;
    }

    /** Servers that are being opened. */
    @HotPath
    int opening() {
        return opening.size();
    }
}
