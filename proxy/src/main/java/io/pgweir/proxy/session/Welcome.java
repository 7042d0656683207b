package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.proxy.server.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a server reports about itself, and so what a client is told at login; kept encoded for the usual clients. */
public final class Welcome {
    private static final int MAX_ENCODED = 64;

    private final Map<String, String> reported;
    private final Settings born;
    private final Map<Settings, byte[]> encoded = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Settings, byte[]> eldest) {
            return size() > MAX_ENCODED;
        }
    };

    public Welcome(Map<String, String> reported, Settings born) {
        this.reported = Map.copyOf(reported);
        this.born = born;
    }

    /** The tracked ones among the reported parameters. */
    public Settings born() {
        return born;
    }

    /** Writes a ParameterStatus for each, with the client's own value where it has one. */
    public void encode(ByteBuf out, Settings client) {
        out.writeBytes(encoded.computeIfAbsent(client, this::encode));
    }

    /** Writes a ParameterStatus for each reported parameter that a client is told another value of. */
    void encodeChanges(ByteBuf out, Settings before, Settings after) {
        reported.forEach((name, value) -> {
            if (after.contains(name) && !after.has(name, before.valueOf(name))) {
                ParameterStatus.encode(out, name, after.valueOf(name));
            }
        });
    }

    private byte[] encode(Settings client) {
        ByteBuf out = Unpooled.buffer();
        new TreeMap<>(reported)
                .forEach((name, value) ->
                        ParameterStatus.encode(out, name, client.contains(name) ? client.valueOf(name) : value));
        return ByteBufUtil.getBytes(out);
    }
}
