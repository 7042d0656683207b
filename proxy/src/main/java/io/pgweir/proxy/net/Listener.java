package io.pgweir.proxy.net;

import java.net.SocketAddress;

/** A listening socket. */
public interface Listener {
    /** Where it listens, with the port that it got. */
    SocketAddress address();

    /** Stops to listen: the kernel refuses connections from now on. */
    void close();
}
