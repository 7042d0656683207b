package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Frontend;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.Connector;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Cancels what a server connection is doing, over a connection of its own (PostgreSQL manual, "Canceling Requests in
 * Progress").
 *
 * <p>The server closes that connection once the signal is out. Until then a signal may still come, so the server
 * connection must not pass to anybody else; when it does not come to an end in time, nobody may have it again.
 */
public final class CancelRequest implements Connector, LinkHandler {
    private final ServerNetwork network;
    private final ServerConnection server;
    private final Runnable ended;
    private Optional<Link> link = Optional.empty();
    private boolean withdrawn;
    private boolean over;

    CancelRequest(ServerNetwork network, ServerConnection server, Runnable ended) {
        this.network = network;
        this.server = server;
        this.ended = ended;
    }

    void start(Duration patience) {
        server.cancelStarted();
        network.connect(server.loop(), server.address(), this);
        if (!patience.isZero()) {
            server.loop().after(patience.toMillis(), TimeUnit.MILLISECONDS, this::patienceEnded);
        }
    }

    /** What it was meant for is over: it is not sent any more if it was not sent yet. */
    public void withdraw() {
        withdrawn = true;
    }

    @Override
    public LinkHandler connected(Link connected) {
        link = Optional.of(connected);
        if (withdrawn || over) {
            connected.close();
            end();
            return this;
        }
        ByteBuf out = server.loop().allocator().directBuffer();
        Frontend.cancelRequest(out, server.key());
        boolean unused = connected.writeAndRelease(out);
        return this;
    }

    @Override
    public void failed(CloseCause cause) {
        end();
    }

    @Override
    public void onBytes(ByteBuf window) {
        window.skipBytes(window.readableBytes()); // a server answers nothing to this
    }

    @Override
    public void onClosed(CloseCause cause) {
        end();
    }

    private void patienceEnded() {
        if (!over) {
            link.ifPresent(Link::close);
            server.fail("cancel request did not come to an end");
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            server.cancelEnded();
            ended.run();
        }
    }
}
