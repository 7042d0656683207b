package io.pgweir.proxy.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts plaintext links. Without descriptors it pauses for a moment instead of spinning. */
final class HandleListener implements Listener, EpollIoHandle {
    private static final int MAX_ACCEPTS = 64;
    private static final long PAUSE_MILLIS = 100;
    private static final int MAX_ADDRESS_BYTES = 256;
    private static final Logger LOG = LoggerFactory.getLogger(HandleListener.class);

    private final Loop loop;
    private final Socket socket;
    private final SocketAddress address;
    private final Acceptor acceptor;
    private final byte[] peer = new byte[MAX_ADDRESS_BYTES];
    private final boolean bytesAreThere;
    private IoRegistration registration = NotRegistered.INSTANCE;

    /** @param bytesAreThere whether the kernel holds connections back until their first bytes came */
    HandleListener(Loop loop, Socket socket, SocketAddress address, boolean bytesAreThere, Acceptor acceptor) {
        this.loop = loop;
        this.socket = socket;
        this.address = address;
        this.bytesAreThere = bytesAreThere;
        this.acceptor = acceptor;
    }

    void register() {
        registration = HandleTransport.register(loop, this);
        accepting(true);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        loop.awake();
        try {
            acceptAll();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("accepting failed; paused for 100 ms");
            accepting(false);
            loop.after(PAUSE_MILLIS, TimeUnit.MILLISECONDS, () -> accepting(true));
        }
    }

    private void acceptAll() throws IOException {
        for (int i = 0; i < MAX_ACCEPTS && registration.isValid(); i++) {
            int descriptor = socket.accept(peer);
            if (descriptor < 0) {
                return;
            }
            accepted(new HandleLink(loop, new Socket(descriptor), address instanceof DomainSocketAddress));
        }
    }

    private void accepted(HandleLink link) {
        link.register(acceptor.accepted(link));
        if (bytesAreThere) {
            link.readNow();
        }
    }

    private void accepting(boolean on) {
        if (registration.isValid()) {
            long unused = registration.submit(on ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLET);
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        boolean unused = registration.cancel();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("closing a listener failed");
        }
    }

    @Override
    public Socket fd() {
        return socket;
    }
}
