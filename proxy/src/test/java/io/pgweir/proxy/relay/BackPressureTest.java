package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.copyData;
import static io.pgweir.proxy.testing.ClientFrames.copyDone;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.copyIn;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.Wire;
import io.pgweir.proxy.testing.WireClient;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who does not take its bytes makes the other side wait, and the proxy holds no more than a bound. */
class BackPressureTest {
    /** More than the buffers of all sockets between the two ends. */
    private static final int MESSAGES = 400;

    private static final int MESSAGE_BYTES = 64 * 1024;

    @RegisterExtension
    final TestProxy proxy = new TestProxy()
            .with("pools", "{size: 2}")
            .with("listen", "{address: 127.0.0.1, port: 0, tcp_socket_buffer: 65536}");

    @Test
    void a_client_that_does_not_read_makes_its_server_wait() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("SELECT much"));
        server.expect(query("SELECT much"));

        Sender sender = new Sender(server, row("x".repeat(MESSAGE_BYTES)));
        sender.awaitStandstill();

        assertThat(heldForClients()).isBetween(1, 3 * Link.HIGH_WATER_BYTES);
        for (int i = 0; i < MESSAGES; i++) {
            client.expect(row("x".repeat(MESSAGE_BYTES)));
        }
        sender.join();
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
    }

    @Test
    void a_server_that_does_not_read_makes_its_client_wait() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("COPY t FROM STDIN"));
        server.expect(query("COPY t FROM STDIN"));
        server.send(copyIn());
        client.expect(copyIn());

        Sender sender = new Sender(client, copyData("x".repeat(MESSAGE_BYTES)));
        sender.awaitStandstill();

        assertThat(heldForServers()).isBetween(1, 3 * Link.HIGH_WATER_BYTES);
        for (int i = 0; i < MESSAGES; i++) {
            server.expect(copyData("x".repeat(MESSAGE_BYTES)));
        }
        sender.join();
        client.send(copyDone());
        server.expect(copyDone());
        server.send(complete("COPY 1"), ready());
        client.expect(complete("COPY 1"), ready());
    }

    @Test
    void others_go_on_meanwhile() {
        WireClient slow = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        slow.send(query("SELECT much"));
        server.expect(query("SELECT much"));
        Sender sender = new Sender(server, row("x".repeat(MESSAGE_BYTES)));
        sender.awaitStandstill();

        WireClient other = proxy.login("db");
        other.send(query("SELECT 1"));

        FakeConnection second = proxy.server().connection("db");
        second.expect(query("SELECT 1"));
        second.send(complete("SELECT 1"), ready());
        other.expect(complete("SELECT 1"), ready());
        slow.reset();
        sender.awaitEnd();
        proxy.awaitPool("db", pool -> assertThat(pool.count(ServerState.ACTIVE)).isZero());
    }

    @Test
    void a_client_that_stops_in_a_message_or_after_a_parse_holds_no_server() {
        WireClient[] stopped = new WireClient[25];
        for (int i = 0; i < stopped.length; i++) {
            stopped[i] = proxy.login("db");
            byte[] bytes = Frame.bytes(parse("", "SELECT 1"), bind("", ""), sync());
            stopped[i].send(Arrays.copyOf(bytes, bytes.length - 1 - i));
        }
        FakeConnection server = proxy.server().connection("db");

        WireClient other = proxy.login("db");
        other.send(query("SELECT 1"));

        server.expect(query("SELECT 1"));
        server.send(complete("SELECT 1"), ready());
        other.expect(complete("SELECT 1"), ready());
    }

    @Test
    void a_batch_longer_than_what_is_kept_gets_its_server_before_its_sync() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        String value = "x".repeat(1_000);

        client.send(parse("", "INSERT"));
        for (int i = 0; i < 200; i++) {
            client.send(bind("", "", value), execute(""));
        }

        server.expect(parse("", "INSERT"));
        for (int i = 0; i < 200; i++) {
            server.expect(bind("", "", value), execute(""));
        }
        client.send(sync());
        server.expect(sync());
        server.send(parseComplete());
        client.expect(parseComplete());
        for (int i = 0; i < 200; i++) {
            server.send(bindComplete(), complete("INSERT 0 1"));
            client.expect(bindComplete(), complete("INSERT 0 1"));
        }
        server.send(ready());
        client.expect(ready());
    }

    @Test
    void a_pipeline_of_answers_that_nobody_reads_ends_with_its_client() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("SELECT much"));
        server.expect(query("SELECT much"));
        Sender sender = new Sender(server, row("x".repeat(MESSAGE_BYTES)));
        sender.awaitStandstill();

        client.send(terminate());

        sender.awaitEnd();
        proxy.awaitPool("db", pool -> assertThat(pool.count(ServerState.ACTIVE)).isZero());
    }

    private int heldForClients() {
        return proxy.ask(clients -> clients.loggedIn().stream()
                        .mapToInt(client -> client.link().unsentBytes())
                        .sum())
                .get(0);
    }

    private int heldForServers() {
        return proxy.askPool(
                "db",
                pool -> pool.members().stream()
                        .mapToInt(server -> server.connection().link().unsentBytes())
                        .sum());
    }

    /** Sends one message again and again on a thread of its own. */
    private final class Sender {
        private final AtomicInteger sent = new AtomicInteger();
        private final CompletableFuture<Void> done;

        Sender(Wire wire, Frame message) {
            done = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < MESSAGES; i++) {
                    wire.send(message);
                    sent.incrementAndGet();
                }
            });
        }

        /** Until it cannot go on: the proxy had a thousand turns, and nothing moved. */
        void awaitStandstill() {
            int seen;
            do {
                seen = sent.get();
                for (int i = 0; i < 200; i++) {
                    proxy.awaitReads();
                }
            } while (seen != sent.get() || seen == 0);
            assertThat(seen).isLessThan(MESSAGES);
        }

        void join() {
            done.join();
        }

        /** Everything is taken, or the connection is closed. */
        void awaitEnd() {
            Throwable unused = done.handle((nothing, failure) -> failure).join();
        }
    }
}
