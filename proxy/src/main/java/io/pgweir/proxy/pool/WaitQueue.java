package io.pgweir.proxy.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Sessions that wait for a server, the one that waits longest first. */
final class WaitQueue {
    private final Deque<LeaseHolder> holders = new ArrayDeque<>();

    void add(LeaseHolder holder) {
        holders.addLast(holder);
    }

    /** The one that waits longest leaves; the queue must not be empty. */
    LeaseHolder take() {
        return holders.removeFirst();
    }

    boolean remove(LeaseHolder holder) {
        return holders.removeFirstOccurrence(holder);
    }

    boolean isEmpty() {
        return holders.isEmpty();
    }

    int size() {
        return holders.size();
    }

    /** How long the first one has been waiting; 0 when nobody waits. */
    long longestWaitNanos(long nowNanos) {
        return isEmpty() ? 0 : nowNanos - holders.getFirst().waitingSinceNanos();
    }

    /** All leave, the one that waits longest first. */
    List<LeaseHolder> takeAll() {
        List<LeaseHolder> all = new ArrayList<>(holders);
        holders.clear();
        return all;
    }

    /** Those that have been waiting at least that long, the longest first. */
    List<LeaseHolder> waitingFor(long nanos, long nowNanos) {
        List<LeaseHolder> late = new ArrayList<>();
        for (LeaseHolder holder : holders) {
            if (nowNanos - holder.waitingSinceNanos() < nanos) {
                break;
            }
            late.add(holder);
        }
        return late;
    }
}
