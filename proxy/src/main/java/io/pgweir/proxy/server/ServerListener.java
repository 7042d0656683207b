package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.CloseCause;

/** Hears of one server connection; who it is changes with what the connection is used for. */
public interface ServerListener {
    /** As {@link io.pgweir.proxy.net.LinkHandler#onBytes}. */
    void onServerBytes(ByteBuf window);

    /** What was written beyond the high-water mark is sent. */
    default void onServerDrained() {}

    /** The connection is lost, and nobody on this side closed it. */
    void onServerClosed(CloseCause cause);
}
