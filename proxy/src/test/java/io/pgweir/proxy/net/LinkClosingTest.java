package io.pgweir.proxy.net;

import static io.pgweir.proxy.net.LinkBench.ask;
import static io.pgweir.proxy.net.LinkBench.awaitReads;
import static io.pgweir.proxy.net.LinkBench.on;
import static io.pgweir.proxy.net.LinkBench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.net.LinkBench.Wired;
import io.pgweir.proxy.testing.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Link}: how it ends. */
@ParameterizedClass
@EnumSource(LinkKind.class)
@ExtendWith(NoLeaks.class)
class LinkClosingTest {
    private static final String MUCH = "0123456789abcdef".repeat(400_000);

    @RegisterExtension
    final LinkBench bench;

    private final Ear ear = new Ear();

    LinkClosingTest(LinkKind kind) {
        bench = new LinkBench(kind);
    }

    private static void awaitManyReads(Link link) {
        for (int i = 0; i < 10; i++) {
            awaitReads(link.loop());
        }
    }

    @Test
    void the_end_of_the_stream_is_told_once_behind_its_bytes() {
        Wired wired = bench.link(ear);

        wired.peer().send("ab");
        wired.peer().close();

        assertThat(ear.awaitClosed().endOfStream()).isTrue();
        awaitManyReads(wired.link());
        assertThat(ear.consumed()).isEqualTo("ab");
        assertThat(ear.causes()).hasSize(1);
        assertThat(wired.link().closed()).isTrue();
    }

    @Test
    void a_peer_that_only_stops_sending_is_gone_too() {
        Wired wired = bench.link(ear.consumesNothing());
        wired.peer().send("ab");

        wired.peer().shutDownOutput();

        assertThat(ear.awaitClosed().endOfStream()).isTrue();
        wired.peer().expectEnd();
        assertThat(ear.causes()).hasSize(1);
    }

    @Test
    void a_reset_is_told_although_reading_is_paused() {
        Wired wired = bench.link(ear);
        on(wired.link().loop(), wired.link()::pauseReading);

        wired.peer().reset();

        CloseCause unused = ear.awaitClosed();
        assertThat(ear.causes()).hasSize(1);
    }

    @Test
    void a_peer_that_goes_while_much_is_unsent_is_told_once() {
        Wired wired = bench.link(ear);
        assertThat(write(wired.link(), MUCH)).isFalse();

        wired.peer().reset();
        CloseCause unused = ear.awaitClosed();
        boolean goOn = write(wired.link(), "more");
        awaitManyReads(wired.link());

        assertThat(goOn).as("nobody waits for these bytes").isTrue();
        assertThat(ear.causes()).hasSize(1);
        assertThat(ear.drained()).isZero();
        assertThat(bench.held()).isZero();
    }

    @Test
    void close_ends_the_stream_and_the_handler_hears_nothing_of_it() {
        Wired wired = bench.link(ear);

        on(wired.link().loop(), wired.link()::close);
        on(wired.link().loop(), wired.link()::close);
        on(wired.link().loop(), wired.link()::closeAfterFlush);

        wired.peer().expectEnd();
        awaitManyReads(wired.link());
        assertThat(ear.causes()).isEmpty();
        assertThat(wired.link().closed()).isTrue();
    }

    @Test
    void close_in_the_middle_of_a_window_is_the_last_the_handler_hears() {
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            wired.link().close();
            wired.link().redeliver();
            return 1;
        });

        wired.peer().send("abc");

        wired.peer().expectEndOrReset();
        on(wired.link().loop(), wired.link()::redeliver);
        assertThat(ear.windows()).containsExactly("abc");
        assertThat(ear.causes()).isEmpty();
        assertThat(bench.held()).isZero();
    }

    @Test
    void close_in_the_middle_of_a_window_that_was_kept_is_safe() {
        Wired wired = bench.link(ear.consumesNothing());
        wired.peer().send("abc");
        awaitReads(wired.link().loop());
        ear.consumes(window -> {
            wired.link().close();
            return 1;
        });

        on(wired.link().loop(), wired.link()::redeliver);

        wired.peer().expectEndOrReset();
        assertThat(ear.windows()).containsExactly("abc", "abc");
        assertThat(bench.held()).isZero();
    }

    @Test
    void close_forgets_what_is_unsent() {
        Wired wired = bench.link(ear);
        assertThat(write(wired.link(), MUCH)).isFalse();

        on(wired.link().loop(), wired.link()::close);

        assertThat(bench.held()).isZero();
        assertThat(wired.peer().readWhatComes()).isLessThan(MUCH.length());
        assertThat(ear.drained()).isZero();
    }

    @Test
    void a_close_behind_much_data_waits_for_the_peer_to_take_it() {
        Wired wired = bench.link(ear);
        assertThat(write(wired.link(), MUCH)).isFalse();

        on(wired.link().loop(), wired.link()::closeAfterFlush);

        assertThat(wired.link().closed()).isTrue();
        assertThat(wired.peer().readToEnd().equals(MUCH)).isTrue();
        assertThat(ear.drained()).isZero();
        assertThat(ear.causes()).isEmpty();
    }

    /** Else the error that ends a session would never be read by a client that is still sending. */
    @Test
    void the_last_words_reach_a_peer_that_has_sent_what_nobody_read() {
        Wired wired = bench.link(ear.consumesNothing());
        wired.peer().send("x".repeat(1_000_000));
        ear.awaitWindows();

        assertThat(write(wired.link(), "farewell")).isTrue();
        on(wired.link().loop(), wired.link()::closeAfterFlush);

        wired.peer().expect("farewell");
        wired.peer().expectEnd();
    }

    @Test
    void a_farewell_in_the_middle_of_a_window_reaches_the_peer() {
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            boolean unused = LinkBench.writeNow(wired.link(), "farewell");
            wired.link().closeAfterFlush();
            return 1;
        });

        wired.peer().send("abc");

        wired.peer().expect("farewell");
        wired.peer().expectEnd();
        assertThat(ear.windows()).containsExactly("abc");
        assertThat(bench.held()).isZero();
    }

    @Test
    void nothing_is_heard_or_sent_behind_a_close() {
        Wired wired = bench.link(ear);

        on(wired.link().loop(), wired.link()::closeAfterFlush);
        assertThat(write(wired.link(), "more")).isTrue();

        wired.peer().expectEnd();
        wired.peer().sendToNobody("abc");
        awaitManyReads(wired.link());
        assertThat(ear.windows()).isEmpty();
        assertThat(ask(wired.link().loop(), wired.link()::unreadBytes)).isZero();
    }

    @Test
    void a_link_that_another_ones_handler_closes_hears_nothing_more() {
        Ear second = new Ear();
        Wired one = bench.link(ear);
        Wired two = bench.link(second);
        ear.consumes(window -> {
            two.link().close();
            return window.readableBytes();
        });
        second.consumes(window -> {
            one.link().close();
            return window.readableBytes();
        });

        on(one.link().loop(), () -> {
            one.peer().send("a");
            two.peer().send("b");
        });
        awaitManyReads(one.link());

        assertThat(ear.consumed() + second.consumed()).hasSize(1);
    }

    @Test
    void a_handler_that_fails_loses_its_link_and_no_other() {
        Ear second = new Ear();
        Wired broken = bench.link(ear);
        Wired other = bench.link(second);
        ear.consumes(window -> {
            throw new IllegalStateException("as the test wants it");
        });

        broken.peer().send("a");

        assertThat(ear.awaitClosed().message()).isEqualTo("internal error");
        broken.peer().expectEndOrReset();
        other.peer().send("b");
        second.awaitConsumed(1);
    }
}
