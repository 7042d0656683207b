package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link on a Netty Channel: for TLS, and for platforms without epoll. The contract is {@link Link}'s. */
final class ChannelLink implements Link {
    private static final long LINGER_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(ChannelLink.class);

    private final Channel channel;
    private Loop loop;
    private LinkHandler handler = NobodyListens.INSTANCE;
    private final Unread unread = new Unread();
    private int counted;
    private boolean paused;
    private boolean blocked;
    private boolean delivering;
    private boolean finished;
    private CloseCause cause = CloseCause.END_OF_STREAM;

    ChannelLink(Loop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    void attach(LinkHandler listener) {
        handler = listener;
        channel.pipeline().addLast("link", new Inbound());
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            loop.awake();
            received((ByteBuf) message);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (blocked && channel.isWritable()) {
                blocked = false;
                count();
                handler.onDrained();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            cause = CloseCause.of(failure);
            ChannelFuture unused = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            LinkHandler told = handler;
            close();
            told.onClosed(cause);
        }
    }

    private void received(@Owned ByteBuf bytes) {
        if (finished) {
            bytes.release();
        } else if (unread.isEmpty()) {
            deliver(bytes);
            bytes.release();
        } else {
            ByteBuf window = unread.window().writeBytes(bytes);
            bytes.release();
            deliver(window);
        }
    }

    private void deliver(ByteBuf window) {
        delivering = true;
        try {
            handler.onBytes(window);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a handler failed; its connection is closed");
            cause = new CloseCause(false, "internal error");
            ChannelFuture unused = channel.close();
        } finally {
            delivering = false;
        }
        keepUnread(window);
    }

    private void keepUnread(ByteBuf window) {
        if (finished) {
            unread.release(loop.spares());
        } else {
            unread.keep(window, loop.spares());
        }
        count();
        changeAutoRead();
    }

    private void count() {
        int held = unread.size() + (blocked ? unsentBytes() : 0);
        loop.heldBytes().add(held - counted);
        counted = held;
    }

    private void changeAutoRead() {
        boolean reads = finished || !(paused || unread.full());
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    @Override
    public void redeliver() {
        assert loop.inLoop();
        if (!unread.isEmpty() && !delivering && !finished) {
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
    public boolean write(ByteBuf source, int index, int length) {
        assert loop.inLoop();
        if (finished) {
            return true;
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(source, index, length);
        ChannelFuture unused = channel.writeAndFlush(copy, channel.voidPromise());
        blocked = !channel.isWritable();
        if (blocked) {
            count();
        }
        return !blocked;
    }

    @Override
    public int unsentBytes() {
        return (int) Math.min(Integer.MAX_VALUE, pendingOutboundBytes());
    }

    private long pendingOutboundBytes() {
        if (!channel.isActive()) {
            return 0;
        }
        return channel.isWritable()
                ? HIGH_WATER_BYTES + 1 - channel.bytesBeforeUnwritable()
                : channel.bytesBeforeWritable() + ChannelTransport.LOW_WATER_BYTES - 1;
    }

    @Override
    public int unreadBytes() {
        return unread.size();
    }

    @Override
    public void pauseReading() {
        paused = true;
        changeAutoRead();
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            changeAutoRead();
        }
    }

    @Override
    public void close() {
        boolean loses = unsentBytes() > 0;
        finish();
        if (loses) {
            discardUnsent();
        } else {
            closeChannel();
        }
    }

    /** Past the TLS handler, which would first send what is unsent, and wait for that. */
    private void discardUnsent() {
        ChannelFuture unused = channel.pipeline().firstContext().close();
        count();
    }

    @Override
    public void closeAfterFlush() {
        if (finished) {
            return;
        }
        finish();
        changeAutoRead();
        ChannelFuture unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutDownOutput());
        loop.after(LINGER_SECONDS, TimeUnit.SECONDS, this::closeChannel);
    }

    private void shutDownOutput() {
        if (channel.pipeline().get(SslHandler.class) == null && channel instanceof DuplexChannel duplex) {
            ChannelFuture unused = duplex.shutdownOutput();
        } else {
            closeChannel(); // sends close_notify first
        }
    }

    private void closeChannel() {
        ChannelFuture unused = channel.close();
    }

    private void finish() {
        finished = true;
        handler = NobodyListens.INSTANCE;
        if (!delivering) {
            unread.release(loop.spares());
            count();
        }
    }

    @Override
    public boolean closed() {
        return finished;
    }

    @Override
    public Link startTls(TlsSide tls, @Owned ByteBuf received) {
        SslHandler ssl = tls.newHandler(channel.alloc());
        channel.pipeline().addFirst("tls", ssl);
        if (received.isReadable()) {
            loop.execute(
                    () -> channel.pipeline().fireChannelRead(received).fireChannelReadComplete()); // the latter flushes
        } else {
            received.release();
        }
        return this;
    }

    @Override
    public String tlsDescription() {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl == null) {
            return "";
        }
        SSLSession session = ssl.engine().getSession();
        return session.getProtocol() + "/" + session.getCipherSuite();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
                .map(ssl -> ssl.engine().getSession());
    }

    @Override
    public OptionalInt peerUid() {
        return channel instanceof EpollDomainSocketChannel unix ? UnixPeer.uid(unix) : OptionalInt.empty();
    }

    @Override
    public void moveTo(Loop target, Runnable arrived) {
        channel.config().setAutoRead(false);
        loop.execute(() -> {
            loop.heldBytes().add(-counted);
            Future<?> unused = channel.deregister().addListener(left -> target.execute(() -> arrive(target, arrived)));
        });
    }

    private void arrive(Loop target, Runnable arrived) {
        loop = target;
        loop.heldBytes().add(counted);
        ((EventLoopGroup) target.executor()).register(channel).addListener(registered -> {
            changeAutoRead();
            channel.flush(); // the new loop does not know that something is unsent
            arrived.run();
        });
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
        return channel.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return channel.localAddress();
    }
}
