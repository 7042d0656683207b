package io.pgweir.proxy.net;

import static io.pgweir.proxy.net.LinkBench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.LinkBench.Wired;
import io.pgweir.proxy.testing.NoLeaks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Link}: how a plain one goes on under TLS. */
@ParameterizedClass
@EnumSource(names = {"HANDLE", "CHANNEL"})
@ExtendWith(NoLeaks.class)
class LinkTlsTest {
    @RegisterExtension
    final LinkBench bench;

    private final Ear ear = new Ear();
    private final CompletableFuture<Link> secured = new CompletableFuture<>();

    LinkTlsTest(LinkKind kind) {
        bench = new LinkBench(kind);
    }

    /** The first window is the beginning of a handshake. */
    private void secureAtTheFirstBytes(Wired wired) {
        ear.consumes(window -> {
            if (secured.isDone()) {
                return window.readableBytes();
            }
            ByteBuf received = wired.link().loop().allocator().directBuffer();
            received.writeBytes(window, window.readerIndex(), window.readableBytes());
            boolean unused = secured.complete(wired.link().startTls(TestTls.SERVER, received));
            return window.readableBytes();
        });
    }

    private Link secured() {
        return secured.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void a_handshake_that_has_begun_goes_on() {
        Wired wired = bench.link(ear);
        secureAtTheFirstBytes(wired);

        Peer peer = wired.peer().secured();
        peer.send("ab");

        ear.awaitConsumedAtLast("ab");
        assertThat(secured().tlsDescription()).startsWith("TLSv1.3/TLS_");
        assertThat(write(secured(), "cd")).isTrue();
        peer.expect("cd");
    }

    @Test
    void without_tls_a_reset_is_told_as_a_failure() {
        Wired wired = bench.link(ear);

        wired.peer().reset();

        assertThat(ear.awaitClosed().endOfStream()).isFalse();
        assertThat(ear.causes()).hasSize(1);
    }

    @Test
    void without_tls_there_is_nothing_to_describe() {
        assertThat(bench.link(ear).link().tlsDescription()).isEmpty();
    }

    @Test
    void a_handshake_that_is_none_ends_the_link() {
        Wired wired = bench.link(ear);
        secureAtTheFirstBytes(wired);

        wired.peer().send("GET / HTTP/1.1\r\n\r\n");

        assertThat(ear.awaitClosed().endOfStream()).isFalse();
        wired.peer().expectEndOrReset();
        assertThat(ear.causes()).hasSize(1);
    }

    @Test
    void a_peer_that_goes_in_the_middle_of_a_handshake_is_told_once() {
        Wired wired = bench.link(ear);
        secureAtTheFirstBytes(wired);

        wired.peer().send("\26\3\1\2\0\1\0");
        ear.awaitWindows();
        wired.peer().close();

        CloseCause unused = ear.awaitClosed();
        assertThat(ear.causes()).hasSize(1);
    }

    @Test
    void what_was_written_before_the_handshake_ends_waits_for_it() {
        Wired wired = bench.link(ear);
        secureAtTheFirstBytes(wired);

        CompletableFuture<Peer> peer = CompletableFuture.supplyAsync(wired.peer()::secured);
        boolean goOn = write(secured(), "early");

        assertThat(goOn).isTrue();
        peer.join().expect("early");
    }
}
