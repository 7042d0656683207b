package io.pgweir.proxy.net;

import static io.pgweir.proxy.net.LinkBench.ask;
import static io.pgweir.proxy.net.LinkBench.awaitReads;
import static io.pgweir.proxy.net.LinkBench.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.LinkBench.Wired;
import io.pgweir.proxy.testing.NoLeaks;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Link}: what is received. */
@ParameterizedClass
@EnumSource(LinkKind.class)
@ExtendWith(NoLeaks.class)
class LinkReadingTest {
    @RegisterExtension
    final LinkBench bench;

    private final Ear ear = new Ear();

    LinkReadingTest(LinkKind kind) {
        bench = new LinkBench(kind);
    }

    private static String much(int bytes) {
        return "0123456789".repeat(bytes / 10);
    }

    @Test
    void bytes_that_are_not_consumed_come_back_with_more_behind_them() {
        Wired wired = bench.link(ear.consumesNothing());

        wired.peer().send("ab");
        awaitReads(wired.link().loop());
        wired.peer().send("cd");
        awaitReads(wired.link().loop());

        assertThat(ear.windows()).containsExactly("ab", "abcd");
        assertThat(wired.link().unreadBytes()).isEqualTo(4);
        assertThat(bench.held()).isEqualTo(4);
    }

    @Test
    void bytes_that_are_consumed_do_not_come_back() {
        Wired wired = bench.link(ear.consumes(window -> Math.min(3, window.readableBytes())));

        wired.peer().send("abcd");
        awaitReads(wired.link().loop());
        wired.peer().send("ef");
        awaitReads(wired.link().loop());

        assertThat(ear.windows()).containsExactly("abcd", "def");
        assertThat(wired.link().unreadBytes()).isZero();
        assertThat(bench.held()).isZero();
    }

    @Test
    void unread_bytes_are_shown_again_on_demand() {
        Wired wired = bench.link(ear.consumesNothing());
        wired.peer().send("ab");
        awaitReads(wired.link().loop());

        ear.consumesAll();
        on(wired.link().loop(), wired.link()::redeliver);
        on(wired.link().loop(), wired.link()::redeliver);

        assertThat(ear.windows()).containsExactly("ab", "ab");
        assertThat(wired.link().unreadBytes()).isZero();
    }

    @Test
    void nothing_is_shown_again_while_a_window_is_lent() {
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            wired.link().redeliver();
            return 1;
        });

        wired.peer().send("ab");
        awaitReads(wired.link().loop());

        assertThat(ear.windows()).containsExactly("ab");
        assertThat(wired.link().unreadBytes()).isEqualTo(1);
    }

    @Test
    void another_handler_hears_of_the_bytes_from_then_on() {
        Wired wired = bench.link(ear.consumesNothing());
        Ear next = new Ear();
        wired.peer().send("ab");
        awaitReads(wired.link().loop());

        on(wired.link().loop(), () -> wired.link().handler(next));
        wired.peer().send("c");
        awaitReads(wired.link().loop());

        assertThat(ear.windows()).containsExactly("ab");
        assertThat(next.windows()).containsExactly("abc");
    }

    @Test
    void a_peer_whose_bytes_nobody_consumes_has_to_wait() {
        String text = much(8_000_000);
        Wired wired = bench.link(ear.consumesNothing());

        CompletableFuture<Void> sending = wired.peer().sending(text);
        Ear.patiently().until(() -> wired.link().unreadBytes() >= Link.MAX_UNREAD_BYTES);
        for (int i = 0; i < 100; i++) {
            awaitReads(wired.link().loop());
        }

        assertThat(wired.link().unreadBytes()).isLessThanOrEqualTo(2 * Link.MAX_UNREAD_BYTES);
        assertThat(sending).isNotDone();
        ear.consumesAll();
        on(wired.link().loop(), wired.link()::redeliver);
        ear.awaitConsumed(text.length());
        assertThat(ear.consumed().equals(text)).isTrue();
        sending.join();
    }

    @Test
    void a_long_message_may_become_whole_if_it_is_expected() {
        String text = much(300_000);
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            assertThat(wired.link().expect(text.length())).isTrue();
            return window.readableBytes() == text.length() ? text.length() : 0;
        });

        wired.peer().send(text);

        ear.awaitConsumed(text.length());
        assertThat(ear.windows()).last().isEqualTo(text);
    }

    @Test
    void a_long_message_is_not_expected_when_memory_is_short() {
        Wired greedy = bench.link(new Greedy());
        on(
                greedy.link().loop(),
                () -> assertThat(greedy.link().expect(2 * LinkBench.MAX_PENDING))
                        .isTrue());
        greedy.peer().send(much(LinkBench.MAX_PENDING + 100_000));
        Ear.patiently().until(() -> bench.held() > LinkBench.MAX_PENDING);

        Link another = bench.link(ear).link();

        assertThat(ask(another.loop(), () -> another.expect(100_000))).isFalse();
        assertThat(ask(another.loop(), () -> another.expect(Link.MAX_UNREAD_BYTES)))
                .isTrue();
        on(another.loop(), greedy.link()::close);
        assertThat(ask(another.loop(), () -> another.expect(100_000))).isTrue();
    }

    /** Wants everything in one piece. */
    private static final class Greedy implements LinkHandler {
        @Override
        public void onBytes(ByteBuf window) {
            // left unread
        }

        @Override
        public void onClosed(CloseCause cause) {
            // it is the test that closes
        }
    }

    @Test
    void nothing_is_read_while_paused() {
        Wired wired = bench.link(ear);
        on(wired.link().loop(), wired.link()::pauseReading);

        wired.peer().send("ab");
        awaitReads(wired.link().loop());
        assertThat(ear.windows()).isEmpty();

        on(wired.link().loop(), wired.link()::resumeReading);
        ear.awaitConsumed(2);
    }

    @Test
    void a_handler_may_pause_its_own_link() {
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            wired.link().pauseReading();
            return window.readableBytes();
        });

        wired.peer().send("ab");
        awaitReads(wired.link().loop());
        wired.peer().send("cd");
        awaitReads(wired.link().loop());

        assertThat(ear.windows()).containsExactly("ab");
        on(wired.link().loop(), wired.link()::resumeReading);
        ear.awaitConsumed(4);
    }

    @Test
    void single_bytes_arrive_in_their_order() {
        String text = much(5_000);
        Wired wired = bench.link(ear);

        for (int i = 0; i < text.length(); i++) {
            wired.peer().send(text.substring(i, i + 1));
        }

        ear.awaitConsumed(text.length());
        assertThat(ear.consumed()).isEqualTo(text);
    }

    @Test
    void one_byte_is_one_window_when_the_loop_has_looked_in_between() {
        Wired wired = bench.link(ear);

        for (int i = 0; i < 50; i++) {
            wired.peer().send("a");
            awaitReads(wired.link().loop());
        }

        assertThat(ear.windows()).hasSize(50);
    }
}
