package io.pgweir.proxy.pool;

import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cap over pools of any loop. A pool that finds it full makes another pool give up an idle server, if one has any,
 * and is woken when a place is free. Safe from every thread; never on the hit path.
 */
public final class SharedCap implements Cap {
    private final AtomicInteger used = new AtomicInteger();
    private final Queue<Pool> hungry = new ConcurrentLinkedQueue<>();
    private final List<Pool> members = new CopyOnWriteArrayList<>();
    private volatile int limit;

    /** @param limit places; 0 for no limit */
    public SharedCap(int limit) {
        this.limit = limit;
    }

    /** Changes the limit; what is above it closes as it becomes free. */
    public void limit(int places) {
        limit = places;
    }

    public int used() {
        return used.get();
    }

    @Override
    public void join(Pool pool) {
        members.add(pool);
    }

    @Override
    public void leave(Pool pool) {
        boolean unused = members.remove(pool);
        boolean unusedEither = hungry.remove(pool);
    }

    @Override
    public boolean tryAcquire(Pool pool, boolean urgent) {
        int max = limit;
        if (used.incrementAndGet() <= max || max == 0) {
            return true;
        }
        used.decrementAndGet();
        if (urgent) {
            makeRoom(pool);
        }
        return false;
    }

    /** Every time: where all servers were busy, one may have come to rest since. */
    private void makeRoom(Pool pool) {
        if (!hungry.contains(pool)) {
            hungry.add(pool);
        }
        evictFrom(List.copyOf(members).iterator(), pool);
    }

    /** Asks one pool after the other, each on its loop, but never the taker. */
    private static void evictFrom(Iterator<Pool> givers, Pool taker) {
        while (givers.hasNext()) {
            Pool giver = givers.next();
            if (!giver.loop().inLoop()) {
                giver.loop().execute(() -> {
                    if (!evicts(giver, taker)) {
                        evictFrom(givers, taker);
                    }
                });
                return;
            }
            if (evicts(giver, taker)) {
                return;
            }
        }
    }

    private static boolean evicts(Pool giver, Pool taker) {
        return giver != taker && giver.evictIdle();
    }

    @Override
    public void release() {
        used.decrementAndGet();
        Pool next = hungry.poll();
        if (next != null) {
            next.loop().execute(next::openIfNeeded);
        }
    }
}
