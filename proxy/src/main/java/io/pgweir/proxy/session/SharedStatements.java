package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.Settings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements that the clients of one pool share. One that no client uses any more is kept for a while, so
 * that clients which come and go find theirs again. Confined to the pool's loop.
 */
public final class SharedStatements {
    private static final int MAX_UNUSED = 2_000;
    private static final int MAX_UNUSED_BYTES = 8 * 1024 * 1024; // of text: a pool must not fill the heap

    private final Map<Settings, Map<Object, SharedStatement>> byImage = new HashMap<>();
    private final Map<SharedStatement, Boolean> unused = new LinkedHashMap<>();
    private final ByteKey.Probe probe = new ByteKey.Probe();
    private long unusedBytes;
    private long lastId;
    private long epoch;

    /** The statement with this tail of a Parse under this parse image; null when there is none that is up to date. */
    @HotPath
    public @Nullable SharedStatement find(ByteBuf source, int index, int length, Settings parseImage) {
        Map<Object, SharedStatement> texts = byImage.get(parseImage);
        SharedStatement statement = texts == null ? null : texts.get(probe.at(source, index, length));
        return statement != null && statement.epoch() == epoch ? statement : null;
    }

    /** The statement, made if need be. */
    public SharedStatement findOrAdd(ByteBuf source, int index, int length, Settings parseImage, Scanned scanned) {
        SharedStatement known = find(source, index, length, parseImage);
        return known != null ? known : add(probe.at(source, index, length).toKey(), parseImage, scanned);
    }

    private SharedStatement add(ByteKey tail, Settings parseImage, Scanned scanned) {
        SharedStatement statement = new SharedStatement(++lastId, new SharedKey(tail, parseImage), scanned, epoch);
        byImage.computeIfAbsent(parseImage, image -> new HashMap<>()).put(tail, statement);
        keepUnused(statement);
        return statement;
    }

    /** A client calls it by a name. */
    void acquired(SharedStatement statement) {
        statement.clientJoined();
        leaveUnused(statement);
    }

    /** A client does not call it by a name any more. */
    void released(SharedStatement statement) {
        statement.clientLeft();
        if (statement.clients() == 0) {
            keepUnused(statement);
        }
    }

    private void keepUnused(SharedStatement statement) {
        if (statement.epoch() != epoch) {
            forget(statement);
            return;
        }
        if (unused.put(statement, true) == null) {
            unusedBytes += statement.textBytes();
        }
        while (unused.size() > MAX_UNUSED || unusedBytes > MAX_UNUSED_BYTES) {
            forget(unused.keySet().iterator().next());
        }
    }

    private void leaveUnused(SharedStatement statement) {
        if (unused.remove(statement) != null) {
            unusedBytes -= statement.textBytes();
        }
    }

    private void forget(SharedStatement statement) {
        leaveUnused(statement);
        Map<Object, SharedStatement> texts = byImage.get(statement.key().parseImage());
        if (texts != null && texts.remove(statement.key().tail(), statement) && texts.isEmpty()) {
            byImage.remove(statement.key().parseImage());
        }
    }

    /**
     * The schema changed: plans may be out of date. Who has a statement keeps it, as with a server of its own; a text
     * that is parsed from now on becomes a new one.
     */
    public void schemaChanged() {
        epoch++;
    }

    /** The name at a range, as a key to keep. */
    public ByteKey nameOf(ByteBuf source, int index, int length) {
        return probe.at(source, index, length).toKey();
    }

    /** A range to look up with, until the next one: one probe serves all clients of the pool. */
    @HotPath
    ByteKey.Probe probe(ByteBuf source, int index, int length) {
        return probe.at(source, index, length);
    }
}
