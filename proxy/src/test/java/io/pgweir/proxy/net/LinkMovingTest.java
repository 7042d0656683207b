package io.pgweir.proxy.net;

import static io.pgweir.proxy.net.LinkBench.ask;
import static io.pgweir.proxy.net.LinkBench.awaitReads;
import static io.pgweir.proxy.net.LinkBench.on;
import static io.pgweir.proxy.net.LinkBench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.net.LinkBench.Wired;
import io.pgweir.proxy.testing.NoLeaks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Link}: moving to another loop. */
@ParameterizedClass
@EnumSource(LinkKind.class)
@ExtendWith(NoLeaks.class)
class LinkMovingTest {
    private static final String MUCH = "0123456789abcdef".repeat(400_000);

    @RegisterExtension
    final LinkBench bench;

    private final Ear ear = new Ear();

    LinkMovingTest(LinkKind kind) {
        bench = new LinkBench(kind);
    }

    private Loop other() {
        return bench.loops().all().get(1);
    }

    private void move(Link link) {
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        on(link.loop(), () -> link.moveTo(other(), () -> arrived.complete(other().inLoop())));
        assertThat(arrived.orTimeout(10, TimeUnit.SECONDS).join())
                .as("it arrives on the other loop")
                .isTrue();
    }

    @Test
    void it_goes_on_where_it_arrives() {
        Wired wired = bench.link(ear);
        ear.consumes(window -> {
            assertThat(other().inLoop()).isTrue();
            return window.readableBytes();
        });

        move(wired.link());
        wired.peer().send("ab");

        ear.awaitConsumed(2);
        assertThat(wired.link().loop()).isSameAs(other());
        assertThat(write(wired.link(), "cd")).isTrue();
        wired.peer().expect("cd");
    }

    @Test
    void unread_bytes_move_with_it() {
        Wired wired = bench.link(ear.consumesNothing());
        wired.peer().send("ab");
        awaitReads(wired.link().loop());

        move(wired.link());
        ear.consumesAll();
        wired.peer().send("cd");

        ear.awaitConsumed(4);
        assertThat(ear.windows()).last().isEqualTo("abcd");
        assertThat(bench.held()).isZero();
    }

    @Test
    void unsent_bytes_move_with_it() {
        Wired wired = bench.link(ear);
        assertThat(write(wired.link(), MUCH)).isFalse();

        move(wired.link());

        assertThat(bench.held()).isZero();
        assertThat(ask(other(), () -> other().heldBytes().now())).isPositive();
        wired.peer().expect(MUCH);
        ear.awaitDrained(1);
    }

    @Test
    void bytes_that_come_while_it_moves_are_not_lost() {
        Wired wired = bench.link(ear);

        CompletableFuture<Void> sending = wired.peer().sending(MUCH);
        move(wired.link());
        sending.join();

        ear.awaitConsumed(MUCH.length());
        assertThat(ear.consumed().equals(MUCH)).isTrue();
    }

    @Test
    void a_peer_that_goes_while_it_moves_is_told_afterwards() {
        Wired wired = bench.link(ear);
        CompletableFuture<Boolean> toldBefore = new CompletableFuture<>();

        on(
                wired.link().loop(),
                () -> wired.link()
                        .moveTo(other(), () -> toldBefore.complete(!ear.causes().isEmpty())));
        wired.peer().close(); // not on the loop: under TLS it waits for what the loop sends

        CloseCause unused = ear.awaitClosed();
        assertThat(toldBefore.orTimeout(10, TimeUnit.SECONDS).join()).isFalse();
        assertThat(ear.causes()).hasSize(1);
    }
}
