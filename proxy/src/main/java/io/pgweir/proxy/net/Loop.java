package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One event loop, and what all links on it share.
 *
 * <p>The window is the one buffer that plaintext links read into; scratch buffers are for composing what goes out in
 * one write. Neither outlives the call that fills it, which is why thousands of idle links need none of their own.
 */
public final class Loop {
    /** Bytes of the shared read window. */
    public static final int WINDOW_BYTES = 64 * 1024;

    /** How often deadlines are looked at. */
    public static final long TICK_MILLIS = 100;

    // One kind of buffer for everything on the hot path keeps its calls monomorphic.
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private final int index;
    private final IoEventLoop executor;
    private final ByteBuf window = Unpooled.directBuffer(WINDOW_BYTES, WINDOW_BYTES);
    private final ByteBuf toClient = Unpooled.directBuffer(WINDOW_BYTES);
    private final ByteBuf toServer = Unpooled.directBuffer(WINDOW_BYTES);
    private final Spares spares = new Spares(ALLOCATOR);
    private final List<Runnable> tickers = new ArrayList<>();
    private final HeldBytes heldBytes;
    private long nowNanos = System.nanoTime();

    Loop(int index, IoEventLoop executor, HeldBytes heldBytes) {
        this.index = index;
        this.executor = executor;
        this.heldBytes = heldBytes;
    }

    /** Time passed: runs what hangs on {@link #everyTick}. */
    void tick() {
        awake();
        for (int i = 0; i < tickers.size(); i++) {
            tickers.get(i).run();
        }
    }

    /** Something happened: looks at the clock. */
    @HotPath
    void awake() {
        nowNanos = System.nanoTime();
    }

    /**
     * The nano clock as of the event that this loop is dealing with: good enough for statistics and time-outs, and one
     * look at the clock serves everything that an event leads to.
     */
    @HotPath
    public long nowNanos() {
        return nowNanos;
    }

    /** Runs the ticker on this loop every {@link #TICK_MILLIS}, for as long as the loop lives. */
    public void everyTick(Runnable ticker) {
        assert inLoop();
        tickers.add(ticker);
    }

    public int index() {
        return index;
    }

    public boolean inLoop() {
        return executor.inEventLoop();
    }

    /** Runs the task on this loop: at once when already there. */
    public void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            executor.execute(task);
        }
    }

    /** Runs the task on this loop, after what it is doing now. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Runs the task on this loop after a while. */
    public void after(long delay, TimeUnit unit, Runnable task) {
        Future<?> unused = executor.schedule(task, delay, unit);
    }

    /** For buffers that outlive a call. */
    public ByteBufAllocator allocator() {
        return ALLOCATOR;
    }

    /** An empty buffer to compose one write towards a client in; valid until the write. */
    public ByteBuf toClientScratch() {
        return emptied(toClient);
    }

    /** An empty buffer to compose one write towards a server in; valid until the write. */
    public ByteBuf toServerScratch() {
        return emptied(toServer);
    }

    private static ByteBuf emptied(ByteBuf scratch) {
        if (scratch.capacity() > 2 * WINDOW_BYTES) {
            scratch.capacity(WINDOW_BYTES);
        }
        return scratch.clear();
    }

    ByteBuf window() {
        return window.clear();
    }

    Spares spares() {
        return spares;
    }

    /** So many bytes more, or less, are held outside of the links because somebody does not take them. */
    public void addHeld(int bytes) {
        heldBytes.add(bytes);
    }

    /** Whether more is held than this loop's part of {@code max_pending}. */
    public boolean pressing() {
        return heldBytes.pressing();
    }

    HeldBytes heldBytes() {
        return heldBytes;
    }

    IoEventLoop executor() {
        return executor;
    }

    void release() {
        window.release();
        toClient.release();
        toServer.release();
        spares.release();
    }
}
