package io.pgweir.proxy.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.SocketAddress;

/** Sockets as Netty Channels: with epoll for TLS and for comparison, with NIO where there is no epoll. */
final class ChannelTransport implements Transport {
    /** A link is drained when everything is sent. */
    static final int LOW_WATER_BYTES = 1;

    private final boolean epoll;

    private ChannelTransport(boolean epoll) {
        this.epoll = epoll;
    }

    static ChannelTransport epoll() {
        return new ChannelTransport(true);
    }

    static ChannelTransport nio() {
        return new ChannelTransport(false);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    @Override
    public Listener listen(Loop loop, SocketAddress address, SocketOptions options, Acceptor acceptor)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop.executor())
                .channel(serverChannel(address))
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ChannelLink link = new ChannelLink(loop, prepared(channel, options));
                        link.attach(acceptor.accepted(link));
                    }
                });
        if (epoll && !(address instanceof DomainSocketAddress)) {
            serverOptions(bootstrap, options);
        }
        return new ChannelListener(bound(bootstrap.bind(address).awaitUninterruptibly()));
    }

    private static void serverOptions(ServerBootstrap bootstrap, SocketOptions options) {
        bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, options.reusePort());
        if (options.deferAcceptSeconds() > 0) {
            bootstrap.option(EpollChannelOption.TCP_DEFER_ACCEPT, options.deferAcceptSeconds());
        }
    }

    private static Channel bound(ChannelFuture binding) throws IOException {
        if (binding.cause() != null) {
            throw new IOException(binding.cause().getMessage(), binding.cause());
        }
        return binding.channel();
    }

    private Class<? extends ServerChannel> serverChannel(SocketAddress address) {
        if (address instanceof DomainSocketAddress) {
            return EpollServerDomainSocketChannel.class;
        }
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    @Override
    public void connect(Loop loop, SocketAddress address, SocketOptions options, Connector connector) {
        new Bootstrap()
                .group(loop.executor())
                .channel(clientChannel(address))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Channel unused = prepared(channel, options);
                    }
                })
                .connect(address)
                .addListener((ChannelFuture future) -> connected(loop, future, connector));
    }

    private static void connected(Loop loop, ChannelFuture future, Connector connector) {
        if (future.isSuccess()) {
            ChannelLink link = new ChannelLink(loop, future.channel());
            link.attach(connector.connected(link));
        } else {
            connector.failed(CloseCause.of(future.cause()));
        }
    }

    private Class<? extends Channel> clientChannel(SocketAddress address) {
        if (address instanceof DomainSocketAddress) {
            return EpollDomainSocketChannel.class;
        }
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    private static Channel prepared(Channel channel, SocketOptions options) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
        setUnlessZero(channel, ChannelOption.SO_SNDBUF, options.bufferBytes());
        setUnlessZero(channel, ChannelOption.SO_RCVBUF, options.bufferBytes());
        if (channel instanceof EpollSocketChannel && options.keepAlive()) {
            keepAliveTimes(channel, options);
        }
        return prepared(channel);
    }

    private static Channel prepared(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, Link.HIGH_WATER_BYTES));
        channel.config().setAutoRead(true);
        return channel;
    }

    private static void keepAliveTimes(Channel channel, SocketOptions options) {
        setUnlessZero(channel, EpollChannelOption.TCP_KEEPIDLE, options.keepIdleSeconds());
        setUnlessZero(channel, EpollChannelOption.TCP_KEEPINTVL, options.keepIntervalSeconds());
        setUnlessZero(channel, EpollChannelOption.TCP_KEEPCNT, options.keepCount());
        setUnlessZero(channel, EpollChannelOption.TCP_USER_TIMEOUT, options.userTimeoutMillis());
    }

    private static void setUnlessZero(Channel channel, ChannelOption<Integer> option, int value) {
        if (value > 0) {
            channel.config().setOption(option, value);
        }
    }

    /** Goes on with a plain socket under TLS: the descriptor changes hands, the loop stays. */
    static Link adopt(Loop loop, Socket socket, LinkHandler handler, TlsSide tls, @Owned ByteBuf received) {
        Channel channel = prepared(new EpollSocketChannel(socket.intValue())); // it has its options already
        ChannelLink link = new ChannelLink(loop, channel);
        link.attach(handler);
        ChannelFuture unused = ((EventLoopGroup) loop.executor()).register(channel);
        return link.startTls(tls, received);
    }
}
