package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;

/** Stands in for the handler of a link that has none, or none any more. */
enum NobodyListens implements LinkHandler {
    INSTANCE;

    @Override
    public void onBytes(ByteBuf window) {
        window.skipBytes(window.readableBytes());
    }

    @Override
    public void onClosed(CloseCause cause) {
        // nobody to tell
    }
}
