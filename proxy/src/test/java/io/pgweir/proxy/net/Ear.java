package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.awaitility.core.ConditionFactory;

/** Notes what it hears of a link. */
final class Ear implements LinkHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> windows = new CopyOnWriteArrayList<>();
    private final List<CloseCause> causes = new CopyOnWriteArrayList<>();
    private final List<String> consumed = new CopyOnWriteArrayList<>();
    private final AtomicInteger consumedBytes = new AtomicInteger();
    private final AtomicInteger drained = new AtomicInteger();
    private volatile ToIntFunction<ByteBuf> appetite = ByteBuf::readableBytes;
    private volatile Runnable whenDrained = () -> {};

    /** From now on it consumes so many bytes of each window. */
    Ear consumes(ToIntFunction<ByteBuf> next) {
        appetite = next;
        return this;
    }

    Ear consumesNothing() {
        return consumes(window -> 0);
    }

    Ear consumesAll() {
        return consumes(ByteBuf::readableBytes);
    }

    /** From now on it does this when it hears that the link is drained. */
    Ear whenDrained(Runnable next) {
        whenDrained = next;
        return this;
    }

    @Override
    public void onBytes(ByteBuf window) {
        String text = window.toString(StandardCharsets.ISO_8859_1);
        windows.add(text);
        int length = appetite.applyAsInt(window);
        consumed.add(text.substring(0, length));
        window.skipBytes(length);
        int unused = consumedBytes.addAndGet(length);
    }

    @Override
    public void onDrained() {
        whenDrained.run();
        int unused = drained.incrementAndGet();
    }

    @Override
    public void onClosed(CloseCause cause) {
        causes.add(cause);
    }

    /** All windows so far. */
    List<String> windows() {
        return windows;
    }

    /** How often it heard that the link is drained. */
    int drained() {
        return drained.get();
    }

    /** How often, and why, it heard that the link is closed. */
    List<CloseCause> causes() {
        return causes;
    }

    String consumed() {
        return String.join("", consumed);
    }

    /** Waits until it consumed so many bytes in all. */
    void awaitConsumed(int bytes) {
        patiently().untilAsserted(() -> assertThat(consumedBytes.get()).isEqualTo(bytes));
    }

    /** Waits until what it consumed ends so. */
    void awaitConsumedAtLast(String end) {
        patiently().until(() -> consumed().endsWith(end));
    }

    /** Waits until it saw something. */
    void awaitWindows() {
        patiently().until(() -> !windows.isEmpty());
    }

    void awaitDrained(int times) {
        patiently().until(() -> drained.get() == times);
    }

    CloseCause awaitClosed() {
        patiently().until(() -> !causes.isEmpty());
        return causes.get(0);
    }

    /** Looks often: most of what is waited for is there at once. */
    static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE);
    }
}
