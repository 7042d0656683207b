package io.pgweir.proxy.server;

import io.netty.util.collection.LongObjectHashMap;
import io.pgweir.proxy.net.HotPath;
import java.util.function.LongConsumer;

/**
 * The shared prepared statements that one server connection has, by their id, the one used longest ago first.
 *
 * <p>A statement is <em>sent</em> when its Parse went out and <em>confirmed</em> when ParseComplete came: only a
 * confirmed one survives an error in the batch that sent it.
 */
public final class ServerStatements {
    private static final class Entry {
        final long id;
        long batch;
        Entry older = this;
        Entry newer = this;

        Entry(long id) {
            this.id = id;
        }
    }

    private static final long CONFIRMED = -1;

    private final LongObjectHashMap<Entry> entries = new LongObjectHashMap<>();
    // A ring: sentinel.newer is the oldest, sentinel.older the newest.
    private final Entry sentinel = new Entry(0);

    /** Whether a Bind in this batch may count on the statement. */
    @HotPath
    public boolean usable(long id, long batch) {
        Entry entry = entries.get(id);
        if (entry == null || (entry.batch != CONFIRMED && entry.batch != batch)) {
            return false;
        }
        touch(entry);
        return true;
    }

    /** Whether it is there or on its way. */
    public boolean contains(long id) {
        return entries.containsKey(id);
    }

    /** A Parse of it went out in this batch. */
    public void sent(long id, long batch) {
        Entry entry = entries.get(id);
        if (entry == null) {
            entry = new Entry(id);
            entries.put(id, entry);
        }
        entry.batch = batch;
        touch(entry);
    }

    /** The server has it. */
    public void confirmed(long id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.batch = CONFIRMED;
        }
    }

    /** The server does not have it, or not any more. */
    public void forget(long id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            unlink(entry);
        }
    }

    /** Tells the id of each. */
    public void forEach(LongConsumer action) {
        for (Entry entry = sentinel.newer; entry != sentinel; entry = entry.newer) {
            action.accept(entry.id);
        }
    }

    /** DISCARD ALL, DEALLOCATE ALL. */
    public void forgetAll() {
        entries.clear();
        sentinel.newer = sentinel;
        sentinel.older = sentinel;
    }

    public int size() {
        return entries.size();
    }

    /** Takes confirmed ones out, the one used longest ago first, until no more than max are left. */
    public void evictDownTo(int max, LongConsumer evicted) {
        Entry entry = sentinel.newer;
        while (entries.size() > max && entry != sentinel) {
            Entry next = entry.newer;
            if (entry.batch == CONFIRMED) {
                forget(entry.id);
                evicted.accept(entry.id);
            }
            entry = next;
        }
    }

    private void touch(Entry entry) {
        if (sentinel.older != entry) {
            unlink(entry);
            entry.older = sentinel.older;
            entry.newer = sentinel;
            sentinel.older.newer = entry;
            sentinel.older = entry;
        }
    }

    private static void unlink(Entry entry) {
        entry.older.newer = entry.newer;
        entry.newer.older = entry.older;
    }
}
