package io.pgweir.proxy.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;

/** Sockets on Netty's epoll loop without Channels: Linux only. */
final class HandleTransport implements Transport {
    /** Of a Unix socket, and of one that is gone. */
    static final SocketAddress NO_ADDRESS = new DomainSocketAddress("");

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return TimerlessWait.over(EpollIoHandler.newFactory());
    }

    @Override
    public Listener listen(Loop loop, SocketAddress address, SocketOptions options, Acceptor acceptor)
            throws IOException {
        Socket socket = newSocket(address);
        try {
            LinuxSocketOptions.beforeListen(socket, address, options);
            socket.bind(address);
            socket.listen(options.backlog());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        HandleListener listener = new HandleListener(
                loop, socket, listening(socket, address), holdsSilentOnesBack(address, options), acceptor);
        loop.executor().submit(listener::register).syncUninterruptibly();
        return listener;
    }

    /** With the port that it got. */
    private static SocketAddress listening(Socket socket, SocketAddress asked) {
        return asked instanceof DomainSocketAddress ? asked : localAddress(socket);
    }

    private static boolean holdsSilentOnesBack(SocketAddress address, SocketOptions options) {
        return options.deferAcceptSeconds() > 0 && !(address instanceof DomainSocketAddress);
    }

    @Override
    public void connect(Loop loop, SocketAddress address, SocketOptions options, Connector connector) {
        new HandleConnect(loop, newSocket(address), address instanceof DomainSocketAddress, connector)
                .start(address, options);
    }

    private static Socket newSocket(SocketAddress address) {
        return address instanceof DomainSocketAddress ? Socket.newSocketDomain() : Socket.newSocketStream();
    }

    static IoRegistration register(Loop loop, IoHandle handle) {
        assert loop.inLoop();
        return Objects.requireNonNull(
                loop.executor().register(handle).syncUninterruptibly().getNow());
    }

    static SocketAddress remoteAddress(Socket socket) {
        InetSocketAddress inet = socket.remoteAddress();
        return inet == null ? NO_ADDRESS : inet;
    }

    static SocketAddress localAddress(Socket socket) {
        InetSocketAddress inet = socket.localAddress();
        return inet == null ? NO_ADDRESS : inet;
    }
}
