package io.pgweir.proxy.net;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loops of the process, and the way to listen and to connect on them. */
public final class Loops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops;
    private final Thread ticker = new Thread(this::tick, "ticker");

    /**
     * Starts the threads.
     *
     * @param threads how many loops
     * @param channels whether plaintext links are Channels too, as they are wherever epoll is not to be had
     * @param maxPendingBytes bytes that all links together may hold
     */
    public Loops(int threads, boolean channels, long maxPendingBytes) {
        transport = transport(channels);
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("loop"), transport.ioHandlerFactory());
        loops = IntStream.range(0, threads)
                .mapToObj(i -> new Loop(i, group.next(), new HeldBytes(maxPendingBytes / threads)))
                .toList();
        ticker.setDaemon(true);
        ticker.start();
    }

    /**
     * Wakes the loops for their deadlines, from a thread of its own: a timer of the loops' own would make the kernel
     * arm and disarm it for every wait for events.
     */
    private void tick() {
        while (!Thread.interrupted()) {
            for (Loop loop : loops) {
                if (!loop.executor().isShuttingDown()) {
                    loop.execute(loop::tick);
                }
            }
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Loop.TICK_MILLIS));
        }
    }

    /**
     * Loads what the first loop needs. It takes as long as reading a configuration, and the two do not depend on each
     * other.
     */
    public static void prepare() {
        if (Epoll.isAvailable()) {
            boolean unused = new HandleTransport().ioHandlerFactory().isChangingThreadSupported();
        }
    }

    private static Transport transport(boolean channels) {
        if (!Epoll.isAvailable()) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(Epoll.unavailabilityCause()))
                    .log("no epoll: using NIO, which costs more CPU per query");
            return ChannelTransport.nio();
        }
        return channels ? ChannelTransport.epoll() : new HandleTransport();
    }

    /** As many loops as the cores deserve: one on one or two, half of them above that. */
    public static int automatic(int cores) {
        return Math.max(1, cores / 2);
    }

    public List<Loop> all() {
        return loops;
    }

    /** The loop that accepts. */
    public Loop first() {
        return loops.get(0);
    }

    /**
     * Starts to accept, on the first loop; must not be called on a loop, since it waits.
     *
     * @throws IOException when the address cannot be had
     */
    public Listener listen(SocketAddress address, SocketOptions options, Acceptor acceptor) throws IOException {
        assert !first().inLoop();
        return transport.listen(first(), address, options, acceptor);
    }

    /** Starts to connect; the answer comes on that loop, never before this returns. */
    public void connect(Loop loop, SocketAddress address, SocketOptions options, Connector connector) {
        assert loop.inLoop();
        transport.connect(loop, address, options, connector);
    }

    /** Ends the threads at once, without a quiet period. */
    @Override
    public void close() {
        ticker.interrupt();
        Future<?> unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        loops.forEach(Loop::release);
    }
}
