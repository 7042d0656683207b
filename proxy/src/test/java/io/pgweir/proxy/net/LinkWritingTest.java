package io.pgweir.proxy.net;

import static io.pgweir.proxy.net.LinkBench.ask;
import static io.pgweir.proxy.net.LinkBench.on;
import static io.pgweir.proxy.net.LinkBench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.proxy.net.LinkBench.Wired;
import io.pgweir.proxy.testing.NoLeaks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Link}: what is sent. */
@ParameterizedClass
@EnumSource(LinkKind.class)
@ExtendWith(NoLeaks.class)
class LinkWritingTest {
    private static final String CHUNK = "0123456789abcdef".repeat(4096);
    private static final int SURELY_BLOCKED_BYTES = 1024 * 1024; // far beyond all kernel buffers of a bench's link

    @RegisterExtension
    final LinkBench bench;

    private final Ear ear = new Ear();

    LinkWritingTest(LinkKind kind) {
        bench = new LinkBench(kind);
    }

    /** Writes chunks until the link asks to stop, and more than the kernel may still take then; answers how many. */
    private static int writeUntilBlocked(Link link) {
        int chunks = 1;
        while (write(link, CHUNK) || ask(link.loop(), link::unsentBytes) < SURELY_BLOCKED_BYTES) {
            chunks++;
            assertThat(chunks).as("chunks that nobody reads").isLessThan(10_000);
        }
        return chunks;
    }

    @Test
    void only_the_range_is_sent() {
        Wired wired = bench.link(ear);
        ByteBuf source = Unpooled.copiedBuffer("..abc..", StandardCharsets.US_ASCII);

        boolean goOn = ask(wired.link().loop(), () -> wired.link().write(source, 2, 3));
        boolean unused = write(wired.link(), "!");

        wired.peer().expect("abc!");
        assertThat(goOn).isTrue();
        assertThat(source.readableBytes()).isEqualTo(7);
        int unsent = ask(wired.link().loop(), wired.link()::unsentBytes);
        assertThat(unsent).isZero();
    }

    @Test
    void many_small_writes_arrive_in_their_order() {
        Wired wired = bench.link(ear);
        StringBuilder expected = new StringBuilder();

        on(wired.link().loop(), () -> {
            for (int i = 0; i < 2_000; i++) {
                expected.append(i);
                ByteBuf bytes = Unpooled.copiedBuffer(String.valueOf(i), StandardCharsets.US_ASCII);
                boolean unused = wired.link().writeAndRelease(bytes);
            }
        });

        wired.peer().expect(expected.toString());
    }

    @Test
    void a_link_whose_peer_does_not_read_asks_to_stop() {
        Wired wired = bench.link(ear);

        int chunks = writeUntilBlocked(wired.link());

        assertThat(ask(wired.link().loop(), wired.link()::unsentBytes)).isPositive();
        assertThat(bench.held()).isPositive();
        assertThat(ear.drained()).isZero();
        wired.peer().expect(CHUNK.repeat(chunks));
        ear.awaitDrained(1);
        assertThat(ask(wired.link().loop(), wired.link()::unsentBytes)).isZero();
        assertThat(bench.held()).isZero();
    }

    @Test
    void what_is_written_although_the_link_asked_to_stop_is_sent_behind_it() {
        Wired wired = bench.link(ear);
        int chunks = writeUntilBlocked(wired.link());

        boolean goOn = write(wired.link(), "the end");

        assertThat(goOn).isFalse();
        wired.peer().expect(CHUNK.repeat(chunks) + "the end");
        ear.awaitDrained(1);
        assertThat(write(wired.link(), "!")).isTrue();
        wired.peer().expect("!");
    }

    @Test
    void a_link_may_ask_to_stop_again_and_again() {
        Wired wired = bench.link(ear);

        for (int i = 1; i <= 3; i++) {
            int chunks = writeUntilBlocked(wired.link());
            wired.peer().expect(CHUNK.repeat(chunks));
            ear.awaitDrained(i);
        }
    }

    @Test
    void a_handler_may_write_when_it_hears_that_its_link_is_drained() {
        Wired wired = bench.link(ear);
        ear.whenDrained(() -> {
            ByteBuf more = Unpooled.copiedBuffer("more", StandardCharsets.US_ASCII);
            boolean unused = wired.link().writeAndRelease(more);
        });
        int chunks = writeUntilBlocked(wired.link());

        wired.peer().expect(CHUNK.repeat(chunks));

        wired.peer().expect("more");
        ear.awaitDrained(1);
    }

    @Test
    void the_buffer_is_the_writers_again_when_the_write_returns() {
        Wired wired = bench.link(ear);
        int chunks = writeUntilBlocked(wired.link());
        ByteBuf source = Unpooled.copiedBuffer("before", StandardCharsets.US_ASCII);

        on(wired.link().loop(), () -> {
            boolean unused = wired.link().write(source, 0, 6);
            source.setBytes(0, "behind".getBytes(StandardCharsets.US_ASCII));
        });

        assertThat(source.refCnt()).isEqualTo(1);
        wired.peer().expect(CHUNK.repeat(chunks) + "before");
    }

    @Test
    void reading_goes_on_while_nothing_can_be_sent() {
        Wired wired = bench.link(ear);
        int chunks = writeUntilBlocked(wired.link());

        wired.peer().send("hello");

        ear.awaitConsumed(5);
        wired.peer().expect(CHUNK.repeat(chunks));
    }
}
