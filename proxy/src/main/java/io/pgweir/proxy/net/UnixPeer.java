package io.pgweir.proxy.net;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.OptionalInt;

/** Asks the kernel who connected to a Unix socket (SO_PEERCRED, which Netty has only on its channels). */
final class UnixPeer {
    private UnixPeer() {}

    /** @param channel need not be registered: only its descriptor is used */
    static OptionalInt uid(EpollDomainSocketChannel channel) {
        try {
            return OptionalInt.of(channel.peerCredentials().uid());
        } catch (IOException e) {
            return OptionalInt.empty(); // it is gone
        }
    }
}
