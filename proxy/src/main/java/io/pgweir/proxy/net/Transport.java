package io.pgweir.proxy.net;

import io.netty.channel.IoHandlerFactory;
import java.io.IOException;
import java.net.SocketAddress;

/** How sockets are made and driven; the links that come out keep one contract. */
interface Transport {
    /** For the threads of the event loops. */
    IoHandlerFactory ioHandlerFactory();

    /**
     * Starts to accept; must not be called on a loop, since it waits.
     *
     * @throws IOException when the address cannot be had
     */
    Listener listen(Loop loop, SocketAddress address, SocketOptions options, Acceptor acceptor) throws IOException;

    /** Starts to connect; the answer comes on the loop, never before this returns. */
    void connect(Loop loop, SocketAddress address, SocketOptions options, Connector connector);
}
