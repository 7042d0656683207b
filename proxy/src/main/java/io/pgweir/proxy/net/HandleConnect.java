package io.pgweir.proxy.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;

/** One attempt to connect. */
final class HandleConnect implements EpollIoHandle {
    private final Loop loop;
    private final Socket socket;
    private final Connector connector;
    private final boolean unix;
    private IoRegistration registration = NotRegistered.INSTANCE;

    HandleConnect(Loop loop, Socket socket, boolean unix, Connector connector) {
        this.loop = loop;
        this.socket = socket;
        this.unix = unix;
        this.connector = connector;
    }

    void start(SocketAddress address, SocketOptions options) {
        try {
            if (!unix) {
                LinuxSocketOptions.connected(socket, options);
            }
            if (socket.connect(address)) {
                loop.execute(this::connected);
            } else {
                registration = HandleTransport.register(loop, this);
                long unused = registration.submit(EpollIoOps.EPOLLOUT);
            }
        } catch (IOException e) {
            loop.execute(() -> failed(e));
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        try {
            if (socket.finishConnect()) {
                boolean unused = registration.cancel();
                connected();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void connected() {
        HandleLink link = new HandleLink(loop, socket, unix);
        link.register(connector.connected(link));
    }

    private void failed(IOException e) {
        boolean unused = registration.cancel();
        close();
        connector.failed(CloseCause.of(e));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing came of it anyway
        }
    }

    @Override
    public Socket fd() {
        return socket;
    }
}
