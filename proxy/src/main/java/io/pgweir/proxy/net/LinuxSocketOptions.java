package io.pgweir.proxy.net;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;

/** Sets {@link SocketOptions} on a Linux socket, by the numbers of {@code netinet/tcp.h}. */
final class LinuxSocketOptions {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_DEFER_ACCEPT = 9;
    private static final int TCP_USER_TIMEOUT = 18;

    private LinuxSocketOptions() {}

    static void beforeListen(Socket socket, SocketAddress address, SocketOptions options) throws IOException {
        if (address instanceof DomainSocketAddress) {
            return;
        }
        socket.setReuseAddress(true);
        if (options.reusePort()) {
            socket.setReusePort(true);
        }
        setUnlessZero(socket, TCP_DEFER_ACCEPT, options.deferAcceptSeconds());
        connected(socket, options); // accepted sockets inherit all of these
    }

    static void connected(Socket socket, SocketOptions options) throws IOException {
        socket.setTcpNoDelay(true);
        if (options.keepAlive()) {
            socket.setKeepAlive(true);
            setUnlessZero(socket, TCP_KEEPIDLE, options.keepIdleSeconds());
            setUnlessZero(socket, TCP_KEEPINTVL, options.keepIntervalSeconds());
            setUnlessZero(socket, TCP_KEEPCNT, options.keepCount());
        }
        setUnlessZero(socket, TCP_USER_TIMEOUT, options.userTimeoutMillis());
        if (options.bufferBytes() > 0) {
            socket.setSendBufferSize(options.bufferBytes());
            socket.setReceiveBufferSize(options.bufferBytes());
        }
    }

    private static void setUnlessZero(Socket socket, int option, int value) throws IOException {
        if (value > 0) {
            socket.setIntOpt(IPPROTO_TCP, option, value);
        }
    }
}
