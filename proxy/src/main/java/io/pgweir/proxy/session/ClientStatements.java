package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.HotPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The named prepared statements of one client: its names, and the shared statements that they stand for. */
public final class ClientStatements {
    private final SharedStatements shared;
    private @Nullable Map<Object, NamedStatement> byName; // most clients have none

    ClientStatements(SharedStatements shared) {
        this.shared = shared;
    }

    /** What the client calls so; null when nothing. */
    @HotPath
    public @Nullable SharedStatement get(ByteBuf source, int index, int length) {
        NamedStatement named = named(source, index, length);
        return named == null ? null : named.statement();
    }

    /** The same, with the name as an object that can be kept. */
    @HotPath
    public @Nullable NamedStatement named(ByteBuf source, int index, int length) {
        return byName == null ? null : byName.get(shared.probe(source, index, length));
    }

    /** Gives a statement a name that is free; answers the name for {@link #remove} and {@link #restore}. */
    public ByteKey put(ByteBuf source, int index, int length, SharedStatement statement) {
        ByteKey name = shared.probe(source, index, length).toKey();
        restore(name, statement);
        return name;
    }

    /** Takes a name out; answers it, or null when the client has no such name. */
    public @Nullable ByteKey remove(ByteBuf source, int index, int length) {
        if (get(source, index, length) == null) {
            return null;
        }
        ByteKey name = shared.probe(source, index, length).toKey();
        remove(name);
        return name;
    }

    /** Takes a name out that is there. */
    public void remove(ByteKey name) {
        if (byName != null) {
            NamedStatement named = byName.remove(name);
            if (named != null) {
                shared.released(named.statement());
            }
        }
    }

    /** Puts a name back that was taken out. */
    public void restore(ByteKey name, SharedStatement statement) {
        if (byName == null) {
            byName = new HashMap<>();
        }
        NamedStatement before = byName.put(name, new NamedStatement(name, statement));
        shared.acquired(statement);
        if (before != null) {
            shared.released(before.statement());
        }
    }

    /** DEALLOCATE ALL, DISCARD ALL, the end of the session. */
    public void clear() {
        if (byName != null) {
            byName.values().forEach(named -> shared.released(named.statement()));
            byName = null;
        }
    }

    /** Of the names only these are left on the client's own server. */
    public void retain(Set<String> names) {
        forEach((name, statement) -> {
            if (!names.contains(name.text())) {
                remove(name);
            }
        });
    }

    /** Calls the action for every name; it may take names out. */
    public void forEach(BiConsumer<ByteKey, SharedStatement> action) {
        if (byName != null) {
            List.copyOf(byName.values()).forEach(named -> action.accept(named.name(), named.statement()));
        }
    }

    public int size() {
        return byName == null ? 0 : byName.size();
    }
}
