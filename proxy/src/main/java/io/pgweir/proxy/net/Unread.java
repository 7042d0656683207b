package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a link's handler left of the bytes that came. It is kept here, and lent again as one window with what comes next.
 * A link at rest has none, and no buffer.
 */
final class Unread {
    private static final int LEAST_ROOM_BYTES = 1024;

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int limit = Link.MAX_UNREAD_BYTES;
    private boolean full;

    /** The bytes as a window. */
    ByteBuf window() {
        return bytes;
    }

    /** The bytes as a window with room for more. */
    ByteBuf withRoom() {
        int missing = limit - bytes.readableBytes();
        return bytes.ensureWritable(Math.min(Math.max(missing, LEAST_ROOM_BYTES), Loop.WINDOW_BYTES));
    }

    @HotPath
    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Whether a handler gave this back, and not a window of somebody else's. */
    @HotPath
    boolean is(ByteBuf window) {
        return window == bytes;
    }

    int size() {
        return bytes.readableBytes();
    }

    /** Whether there is as much as may be kept: nothing more is to be read. */
    @HotPath
    boolean full() {
        return full;
    }

    /** A message of this size is waited for. */
    void expect(int size) {
        limit = Math.max(Link.MAX_UNREAD_BYTES, size);
    }

    /** Keeps what is left of a window that a handler gave back. */
    void keep(ByteBuf window, Spares spares) {
        if (!window.isReadable()) {
            release(spares);
            limit = Link.MAX_UNREAD_BYTES;
        } else if (is(window)) {
            bytes.discardReadBytes();
        } else {
            bytes = spares.take(window.readableBytes()).writeBytes(window);
        }
        full = bytes.readableBytes() >= limit;
    }

    void release(Spares spares) {
        ByteBuf kept = bytes;
        bytes = Unpooled.EMPTY_BUFFER;
        spares.giveBack(kept);
    }
}
