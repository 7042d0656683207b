package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two loops, and links of one kind on the first of them with a plain JDK socket at their other end. */
final class LinkBench implements AfterEachCallback {
    static final int MAX_PENDING = 4 * 1024 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024; // of each socket in the kernel
    private static final long PATIENCE_SECONDS = 10;

    private final long directBytesBefore =
            UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    private final LinkKind kind;
    private final Loops loops;
    private final Listener listener;
    private final Queue<LinkHandler> handlers = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Link> accepted = new LinkedBlockingQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    LinkBench(LinkKind kind) {
        this.kind = kind;
        loops = new Loops(2, kind.channels(), 2L * MAX_PENDING);
        try {
            listener = loops.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    SocketOptions.DEFAULTS.withoutDeferAccept().withBuffers(BUFFER_BYTES),
                    this::accepted);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private LinkHandler accepted(Link link) {
        accepted.add(link);
        return handlers.remove();
    }

    Loops loops() {
        return loops;
    }

    int port() {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    /** A new link, and the peer's end of it. */
    Wired link(LinkHandler handler) {
        try {
            handlers.add(handler);
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
            Link link = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(link).as("an accepted link").isNotNull();
            return kind.tls() ? secured(link, socket) : new Wired(link, new Peer(socket, socket));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Wired secured(Link plain, Socket socket) throws IOException {
        Link link = ask(plain.loop(), () -> plain.startTls(TestTls.SERVER, Unpooled.EMPTY_BUFFER));
        return new Wired(link, new Peer(socket, TestTls.clientSocket(socket)));
    }

    /**
     * A link and its peer.
     *
     * @param peer the other end
     */
    record Wired(Link link, Peer peer) {}

    /** Does something on a loop and waits for it. */
    static void on(Loop loop, Runnable action) {
        Object unused = ask(loop, () -> {
            action.run();
            return "";
        });
    }

    static <T> T ask(Loop loop, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | AssertionError e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** The loop has looked at its sockets since this was called. */
    static void awaitReads(Loop loop) {
        CompletableFuture<Boolean> read = new CompletableFuture<>();
        loop.execute(() -> loop.after(1, TimeUnit.NANOSECONDS, () -> read.complete(true)));
        boolean unused = read.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Writes a text from the loop; answers what the link answered. */
    static boolean write(Link link, String text) {
        return ask(link.loop(), () -> writeNow(link, text));
    }

    /** The same when on the loop. */
    static boolean writeNow(Link link, String text) {
        return link.writeAndRelease(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    /** Bytes that links of the first loop hold, as it counts them. */
    long held() {
        return ask(loops.first(), () -> loops.first().heldBytes().now());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (context.getExecutionException().isEmpty()) {
            for (Loop loop : loops.all()) {
                Ear.patiently()
                        .untilAsserted(() -> assertThat(
                                        ask(loop, () -> loop.heldBytes().now()))
                                .as("held bytes of loop %s", loop.index())
                                .isZero());
            }
        }
        loops.close();
        if (context.getExecutionException().isEmpty()) {
            assertThat(UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .as("bytes in buffers that nobody released")
                    .isEqualTo(directBytesBefore);
        }
    }
}
