package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plaintext link straight on Netty's epoll loop, without a Channel and a pipeline: that is what makes a query
 * cheaper here than in PgBouncer (docs/adr/0002-handle-link.md).
 *
 * <p>It reads into its loop's shared window and writes straight from it, so a link at rest holds no buffer. Only what
 * the handler leaves (unread) or the socket does not take (unsent) is copied. The epoll interest changes only when a
 * buffer fills or drains, never per message. All methods run on the link's loop.
 */
final class HandleLink implements Link, EpollIoHandle {
    private enum State {
        OPEN,
        /** Between two loops. */
        MOVING,
        /** Sends what is unsent, then tells the peer that nothing follows; drops what the peer still sends. */
        FINISHING,
        CLOSED
    }

    private static final int READABLE = EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value();
    private static final int WRITABLE = EpollIoOps.EPOLLOUT.value();
    private static final int HANG_UP = 0x10;
    private static final int FAILED = EpollIoOps.EPOLLERR.value() | HANG_UP;
    // An empty interest would make Netty forget the registration; edge-triggered alone reports only failures, once.
    private static final EpollIoOps NO_INTEREST = EpollIoOps.EPOLLET;
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);
    private static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT;
    private static final EpollIoOps READ_AND_WRITE = READ.with(WRITE);

    private static final int PRESSED_READ_BYTES = 4 * 1024;
    private static final long LINGER_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(HandleLink.class);

    private final Socket socket;
    private final boolean unix;
    private Loop loop;
    private LinkHandler handler = NobodyListens.INSTANCE;
    private IoRegistration registration = NotRegistered.INSTANCE;
    private EpollIoOps interest = NO_INTEREST;
    private State state = State.OPEN;

    private final Unread unread = new Unread();
    private ByteBuf unsent = Unpooled.EMPTY_BUFFER;
    private int counted;

    private boolean paused;
    private boolean blocked;
    private boolean delivering;

    /** @param unix whether it is a Unix socket; Netty would take its address for one of IPv6 */
    HandleLink(Loop loop, Socket socket, boolean unix) {
        this.loop = loop;
        this.socket = socket;
        this.unix = unix;
    }

    /** Starts to hear of the socket, unless whoever was to use it has closed it at once. */
    void register(LinkHandler listener) {
        if (state == State.CLOSED) {
            return;
        }
        handler = listener;
        registration = HandleTransport.register(loop, this);
        changeInterest();
    }

    /** Reads without being told that there is something. */
    void readNow() {
        read(false);
    }

    @Override
    @HotPath
    public void handle(IoRegistration source, IoEvent event) {
        int ready = ((EpollIoEvent) event).ops().value();
        loop.awake();
        if ((ready & WRITABLE) != 0 && unsent.isReadable()) {
            sendUnsent();
        }
        if ((ready & (READABLE | FAILED)) != 0) {
            read((ready & FAILED) != 0);
        }
    }

    @HotPath
    private void read(boolean failed) {
        if (state == State.FINISHING) {
            dropInput();
        } else if (state == State.OPEN && (failed || !(paused || unread.full()))) {
            ByteBuf window = unread.isEmpty() ? loop.window() : unread.withRoom();
            if (receive(window)) {
                deliver(window);
            }
        }
    }

    /** Answers whether bytes came; an end or an error is told to the handler. */
    @HotPath
    private boolean receive(ByteBuf window) {
        try {
            int start = window.writerIndex();
            int limit = loop.heldBytes().pressing() ? start + PRESSED_READ_BYTES : window.capacity();
            int received = NativeBytes.receive(socket, window, start, Math.min(limit, window.capacity()));
            if (received > 0) {
                window.writerIndex(start + received);
                return true;
            }
            if (received < 0) {
                ended(CloseCause.END_OF_STREAM);
            }
        } catch (IOException e) {
            ended(CloseCause.of(e));
        }
        return false;
    }

    @HotPath
    private void deliver(ByteBuf window) {
        delivering = true;
        try {
            handler.onBytes(window);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a handler failed; its connection is closed");
            ended(new CloseCause(false, "internal error"));
        } finally {
            delivering = false;
        }
        if (window.isReadable() || unread.is(window)) {
            keepUnread(window);
        }
    }

    private void keepUnread(ByteBuf window) {
        if (state == State.CLOSED || state == State.FINISHING) {
            releaseUnread();
            return;
        }
        unread.keep(window, loop.spares());
        count();
        changeInterest();
    }

    private void releaseUnread() {
        unread.release(loop.spares());
        count();
    }

    @Override
    public void redeliver() {
        assert loop.inLoop();
        if (!unread.isEmpty() && !delivering && state == State.OPEN) {
            deliver(unread.window());
        }
    }

    @Override
    public boolean expect(int bytes) {
        if (bytes > MAX_UNREAD_BYTES && loop.heldBytes().pressing()) {
            return false;
        }
        unread.expect(bytes);
        return true;
    }

    @Override
    @HotPath
    public boolean write(ByteBuf source, int index, int length) {
        assert loop.inLoop();
        if (state != State.OPEN) {
            return true; // gone, or about to be: nobody waits for these bytes
        }
        int sent = unsent.isReadable() ? 0 : send(source, index, length);
        if (sent < length && sent >= 0) {
            keepUnsent(source, index + sent, length - sent);
        }
        return !blocked;
    }

    /** Answers how much the socket took, or -1 when it is broken. */
    @HotPath
    private int send(ByteBuf source, int index, int length) {
        try {
            return NativeBytes.send(socket, source, index, index + length);
        } catch (IOException e) {
            CloseCause cause = CloseCause.of(e);
            loop.execute(() -> ended(cause)); // not now: the writer is in the middle of something
            return -1;
        }
    }

    private void keepUnsent(ByteBuf source, int index, int length) {
        if (unsent == Unpooled.EMPTY_BUFFER) {
            unsent = loop.allocator().directBuffer(length);
        }
        unsent.discardSomeReadBytes().writeBytes(source, index, length);
        blocked = unsent.readableBytes() > HIGH_WATER_BYTES || loop.heldBytes().pressing();
        count();
        changeInterest();
    }

    private void sendUnsent() {
        int sent = send(unsent, unsent.readerIndex(), unsent.readableBytes());
        if (sent < 0) {
            return;
        }
        unsent.skipBytes(sent);
        if (!unsent.isReadable()) {
            unsent.release();
            unsent = Unpooled.EMPTY_BUFFER;
            changeInterest();
            drained();
        }
        count();
    }

    private void drained() {
        if (state == State.FINISHING) {
            shutDownOutput();
        } else if (blocked) {
            blocked = false;
            handler.onDrained();
        }
    }

    @Override
    public int unsentBytes() {
        return unsent.readableBytes();
    }

    @Override
    public int unreadBytes() {
        return unread.size();
    }

    @Override
    public void pauseReading() {
        paused = true;
        changeInterest();
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            changeInterest();
        }
    }

    private void changeInterest() {
        EpollIoOps wanted = wantedInterest();
        if (wanted != interest && registration.isValid()) {
            interest = wanted;
            long unused = registration.submit(wanted);
        }
    }

    private EpollIoOps wantedInterest() {
        boolean reads = state == State.FINISHING || !(paused || unread.full());
        if (unsent.isReadable()) {
            return reads ? READ_AND_WRITE : WRITE;
        }
        return reads ? READ : NO_INTEREST;
    }

    @Override
    public void closeAfterFlush() {
        if (state != State.OPEN) {
            return;
        }
        state = State.FINISHING;
        handler = NobodyListens.INSTANCE;
        if (!delivering) {
            releaseUnread();
        }
        if (!unsent.isReadable()) {
            shutDownOutput();
        }
        if (state == State.FINISHING) {
            changeInterest();
            loop.after(LINGER_SECONDS, TimeUnit.SECONDS, this::close);
        }
    }

    /**
     * Closing a socket with unread input resets it, and a reset destroys the error message that the peer has not read
     * yet. So the output is shut down first and the input is read to its end.
     */
    private void shutDownOutput() {
        try {
            socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) { // the latter after a reset that nobody has read yet
            close();
        }
    }

    private void dropInput() {
        try {
            ByteBuf window = loop.window();
            if (NativeBytes.receive(socket, window, 0, window.capacity()) < 0) {
                close();
            }
        } catch (IOException e) {
            close();
        }
    }

    private void ended(CloseCause cause) {
        if (state == State.OPEN) {
            LinkHandler told = handler;
            close();
            told.onClosed(cause);
        } else {
            close();
        }
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        handler = NobodyListens.INSTANCE;
        boolean unused = registration.cancel();
        closeSocket();
        releaseBuffers();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("closing a socket failed");
        }
    }

    private void releaseBuffers() {
        unsent.release();
        unsent = Unpooled.EMPTY_BUFFER;
        if (delivering) {
            count(); // the unread bytes may be the window that is lent: released when it comes back
        } else {
            releaseUnread();
        }
    }

    @Override
    public boolean closed() {
        return state == State.CLOSED || state == State.FINISHING;
    }

    private void count() {
        int held = unread.size() + unsent.readableBytes();
        loop.heldBytes().add(held - counted);
        counted = held;
    }

    @Override
    public Link startTls(TlsSide tls, @Owned ByteBuf received) {
        state = State.CLOSED;
        boolean unused = registration.cancel();
        releaseBuffers();
        return ChannelTransport.adopt(loop, socket, handler, tls, received);
    }

    @Override
    public String tlsDescription() {
        return "";
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.empty();
    }

    @Override
    public OptionalInt peerUid() {
        return unix ? UnixPeer.uid(new EpollDomainSocketChannel(socket.intValue())) : OptionalInt.empty();
    }

    @Override
    public void moveTo(Loop target, Runnable arrived) {
        state = State.MOVING;
        loop.execute(() -> leaveFor(target, arrived));
    }

    private void leaveFor(Loop target, Runnable arrived) {
        boolean unused = registration.cancel();
        loop.heldBytes().add(-counted);
        loop = target;
        target.execute(() -> arrive(arrived));
    }

    private void arrive(Runnable arrived) {
        loop.heldBytes().add(counted);
        state = State.OPEN;
        interest = NO_INTEREST;
        registration = HandleTransport.register(loop, this);
        changeInterest();
        arrived.run();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void handler(LinkHandler next) {
        handler = next;
    }

    @Override
    public SocketAddress remoteAddress() {
        return unix ? HandleTransport.NO_ADDRESS : HandleTransport.remoteAddress(socket);
    }

    @Override
    public SocketAddress localAddress() {
        return unix ? HandleTransport.NO_ADDRESS : HandleTransport.localAddress(socket);
    }

    @Override
    public Socket fd() {
        return socket;
    }
}
