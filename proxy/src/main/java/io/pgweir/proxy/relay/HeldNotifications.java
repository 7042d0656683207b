package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.pgweir.proxy.net.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * Notifications that came before anybody knows whose they are: a function may have listened in the same transaction.
 * They wait for the census, within bounds.
 */
final class HeldNotifications {
    private static final int MAX_BYTES = 64 * 1024;

    private final List<byte[]> messages = new ArrayList<>(0);
    private int bytes;

    /** Keeps a message; false when it is one too many. */
    boolean add(ByteBuf window, int at, int size) {
        if (bytes + size > MAX_BYTES) {
            return false;
        }
        messages.add(ByteBufUtil.getBytes(window, at, size));
        bytes += size;
        return true;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** They are this client's. */
    void deliver(Link client) {
        for (byte[] message : messages) {
            ByteBuf out = client.loop().allocator().directBuffer(message.length);
            out.writeBytes(message);
            boolean unused = client.writeAndRelease(out);
        }
        clear();
    }

    void clear() {
        if (bytes > 0) {
            messages.clear();
            bytes = 0;
        }
    }
}
