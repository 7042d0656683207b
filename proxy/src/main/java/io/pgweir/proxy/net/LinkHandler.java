package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;

/** Hears of one {@link Link}, on its loop. */
public interface LinkHandler {
    /**
     * Bytes came. The readable bytes of the window are all that were not consumed so far; moving the reader index
     * consumes. The window is lent until this returns.
     */
    void onBytes(ByteBuf window);

    /** What was written beyond the high-water mark is sent. */
    default void onDrained() {}

    /** The peer or an I/O error ended the link. Never after {@link Link#close}. */
    void onClosed(CloseCause cause);
}
