package io.pgweir.proxy.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a loop on which nothing is scheduled wait without a limit. Netty's own limit of a second makes the kernel arm
 * and disarm a timer for every wait, and the loop look at the clock twice. {@link Loops} wakes each loop several times a
 * second anyway. Loops that may move to other threads measure how busy they are, with two more looks at the clock: ours
 * stay where they are.
 */
final class TimerlessWait implements IoHandler {
    /** What {@code AbstractScheduledEventExecutor} of Netty answers when nothing is scheduled. */
    private static final long NOTHING_SCHEDULED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NO_DEADLINE = -1; // IoHandlerContext.deadlineNanos

    private final IoHandler waiting;
    private @Nullable Context context;

    TimerlessWait(IoHandler waiting) {
        this.waiting = waiting;
    }

    static IoHandlerFactory over(IoHandlerFactory factory) {
        return executor -> new TimerlessWait(factory.newHandler(executor));
    }

    @Override
    public int run(IoHandlerContext loop) {
        Context current = context;
        if (current == null || current.loop != loop) {
            current = new Context(loop);
            context = current;
        }
        return waiting.run(current);
    }

    @Override
    public void initialize() {
        waiting.initialize();
    }

    @Override
    public void prepareToDestroy() {
        waiting.prepareToDestroy();
    }

    @Override
    public void destroy() {
        waiting.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return waiting.register(handle);
    }

    @Override
    public void wakeup() {
        waiting.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return waiting.isCompatible(handleType);
    }

    /** The loop's, but for when the wait ends. */
    private static final class Context implements IoHandlerContext {
        private final IoHandlerContext loop;

        Context(IoHandlerContext loop) {
            this.loop = loop;
        }

        @Override
        public boolean canBlock() {
            return loop.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return loop.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            boolean nothing = loop.delayNanos(0) == NOTHING_SCHEDULED_NANOS; // whatever time it is
            return nothing ? NO_DEADLINE : loop.deadlineNanos();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            loop.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return loop.shouldReportActiveIoTime();
        }
    }
}
