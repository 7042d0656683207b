package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.copyData;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.copyIn;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private static final Frame SLEEP = query("SELECT pg_sleep(60)");

    private final TestProxy proxy = new TestProxy();

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void a_query_that_runs_too_long_is_cut_off_with_its_server() throws IOException {
        proxy.with("pools", "{query_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        client.send(SLEEP);

        ErrorResponse error = client.expectError("57014");
        assertThat(error.message()).isEqualTo("query timeout");
        assertThat(error.detail()).contains("200ms");
        client.expectEnd();
        server.expect(SLEEP, terminate());
        server.expectEnd();
    }

    @Test
    void a_transaction_that_lasts_too_long_is_cut_off_with_its_server() throws IOException {
        proxy.with("pools", "{transaction_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        begins(client, server);

        assertThat(client.expectError("25P04").message()).isEqualTo("transaction timeout");
        client.expectEnd();
        server.expect(terminate());
        server.expectEnd();
    }

    @Test
    void a_client_that_idles_in_a_transaction_is_cut_off_with_its_server() throws IOException {
        proxy.with("pools", "{idle_transaction_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        begins(client, server);

        assertThat(client.expectError("25P03").message()).isEqualTo("idle transaction timeout");
        client.expectEnd();
        server.expect(terminate());
        server.expectEnd();
    }

    @Test
    void a_client_that_stops_in_a_message_while_it_holds_a_server_is_cut_off() throws IOException {
        proxy.with("clients", "{message_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("COPY t FROM STDIN"));
        server.expect(query("COPY t FROM STDIN"));
        byte[] data = copyData("x".repeat(50_000)).bytes();

        client.send(Arrays.copyOf(data, 40_000));
        server.send(complete("COPY 0"), ready());
        client.expect(complete("COPY 0"), ready());

        assertThat(client.expectError("08P01").message()).contains("in the middle of a message");
        client.expectEnd();
        server.skip(40_000);
        server.expect(terminate());
    }

    @Test
    void a_client_that_stops_in_a_batch_while_it_holds_a_server_is_cut_off() throws IOException {
        proxy.with("clients", "{message_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        begins(client, server);

        client.send(bind("", "s"));

        server.expect(bind("", "s"));
        server.send(bindComplete());
        client.expect(bindComplete());
        client.expectError("08P01");
        client.expectEnd();
    }

    @Test
    void a_client_that_copies_slowly_is_not_cut_off() throws IOException {
        proxy.with("clients", "{message_timeout: 200ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("COPY t FROM STDIN"));
        server.expect(query("COPY t FROM STDIN"));
        server.send(copyIn());
        client.expect(copyIn());
        WireClient stopped = proxy.login("db2");
        FakeConnection other = proxy.server().connection("db2");
        begins(stopped, other);
        stopped.send(parse("", "SELECT 1"));
        other.expect(parse("", "SELECT 1"));
        other.send(parseComplete());
        stopped.expect(parseComplete());

        stopped.expectError("08P01"); // so the time is over

        client.send(copyData("1"));
        server.expect(copyData("1"));
    }

    @Test
    void a_client_that_waits_too_long_for_a_server_is_told_who_has_them() throws IOException {
        proxy.with("pools", "{size: 1, query_wait_timeout: 300ms, query_wait_notify: 100ms}")
                .start();
        WireClient busy = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        begins(busy, server);
        WireClient waiting = proxy.login("db");

        waiting.send(query("SELECT 1"));

        Frame notice = waiting.next();
        assertThat(notice.type()).isEqualTo('N');
        assertThat(notice.body()).contains("No server connection available");
        ErrorResponse error = waiting.expectError("53300");
        assertThat(error.message()).isEqualTo("query_wait_timeout");
        assertThat(error.detail()).contains("1 of 1 servers busy (1 in transaction)");
        waiting.expectEnd();
    }

    @Test
    void a_login_that_takes_too_long_is_refused() throws IOException {
        proxy.with("clients", "{login_timeout: 200ms}")
                .with("listen", "{address: 127.0.0.1, port: 0, tcp_defer_accept: off}")
                .start();

        WireClient silent = proxy.connect();

        assertThat(silent.expectError("57014").message()).isEqualTo("client_login_timeout");
        silent.expectEnd();
    }

    @Test
    void a_client_that_idles_too_long_is_closed() throws IOException {
        proxy.with("clients", "{idle_timeout: 200ms}")
                .with("users", "{bob: {client_idle_timeout: 1h}}")
                .start();
        WireClient idle = proxy.login("db");
        WireClient privileged = proxy.connect().login("user", "bob", "database", "db");

        assertThat(idle.expectError("57P05").message()).isEqualTo("client_idle_timeout");

        idle.expectEnd();
        privileged.expectNothing();
    }

    private static void begins(WireClient client, FakeConnection server) {
        client.send(query("BEGIN"));
        server.expect(query("BEGIN"));
        server.send(complete("BEGIN"), ready('T'));
        client.expect(complete("BEGIN"), ready('T'));
    }
}
