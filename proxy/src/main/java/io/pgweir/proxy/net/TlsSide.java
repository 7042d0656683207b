package io.pgweir.proxy.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;

/** Makes one side's half of a TLS handshake. */
@FunctionalInterface
public interface TlsSide {
    SslHandler newHandler(ByteBufAllocator allocator);
}
