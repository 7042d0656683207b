package io.pgweir.proxy.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;

/** A listening Channel. */
final class ChannelListener implements Listener {
    private final Channel channel;

    ChannelListener(Channel channel) {
        this.channel = channel;
    }

    @Override
    public SocketAddress address() {
        return channel.localAddress();
    }

    @Override
    public void close() {
        ChannelFuture unused = channel.close();
    }
}
