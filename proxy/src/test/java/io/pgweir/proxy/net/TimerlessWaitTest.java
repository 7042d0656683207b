package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimerlessWaitTest {
    private final List<Long> deadlines = Collections.synchronizedList(new ArrayList<>());
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1,
            TimerlessWait.over(
                    executor -> new Watched(EpollIoHandler.newFactory().newHandler(executor))));

    @AfterEach
    void stop() {
        Future<?> unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    @DisplayName("A loop on which nothing is scheduled waits without a limit")
    void a_loop_on_which_nothing_is_scheduled_waits_without_a_limit() {
        group.next().submit(() -> {}).syncUninterruptibly();
        group.next().submit(() -> {}).syncUninterruptibly();

        assertThat(deadlines).isNotEmpty().containsOnly(-1L);
    }

    @Test
    @DisplayName("What is scheduled runs when it is due")
    void what_is_scheduled_runs_when_it_is_due() throws InterruptedException {
        CountDownLatch due = new CountDownLatch(1);
        long began = System.nanoTime();

        Future<?> unused = group.next().schedule(due::countDown, 20, TimeUnit.MILLISECONDS);

        assertThat(due.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(deadlines).anyMatch(deadline -> deadline > 0);
    }

    /** Notes when each wait would end. */
    private final class Watched implements IoHandler {
        private final IoHandler epoll;

        Watched(IoHandler epoll) {
            this.epoll = epoll;
        }

        @Override
        public int run(IoHandlerContext context) {
            if (context.canBlock()) {
                deadlines.add(context.deadlineNanos());
            }
            return epoll.run(context);
        }

        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return epoll.register(handle);
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return epoll.isCompatible(handleType);
        }
    }
}
