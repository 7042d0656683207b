package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.cancelRequest;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.testing.FakeCancel;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelTest {
    private static final Frame SLEEP = query("SELECT pg_sleep(60)");
    private static final Frame CANCELED = error("57014", "canceling statement due to user request");

    @RegisterExtension
    final TestProxy proxy = new TestProxy().with("pools", "{size: 1}");

    @Test
    void the_clients_key_cancels_on_the_clients_server() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);

        WireClient canceler = cancel(client.pid(), client.secret());

        try (FakeCancel cancel = proxy.server().cancel()) {
            assertThat(cancel.pid()).isEqualTo(server.pid());
            assertThat(cancel.secret()).isEqualTo(server.secret());
        }
        canceler.expectEnd();
        server.send(CANCELED, ready());
        client.expect(CANCELED, ready());
    }

    @Test
    void another_key_cancels_nothing() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);

        cancel(client.pid(), client.secret() + 1).expectEnd();
        cancel(client.pid() + 1, client.secret()).expectEnd();
        cancel(server.pid(), server.secret()).expectEnd();
        cancel(-1, client.secret()).expectEnd();

        proxy.awaitReads();
        assertThat(proxy.server().accepted()).isEqualTo(1);
    }

    @Test
    void a_client_that_waits_for_a_server_is_canceled_without_one() {
        WireClient busy = proxy.login("db");
        WireClient waiting = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(busy, server);
        waiting.send(query("SELECT 1"));
        proxy.awaitPool("db", pool -> assertThat(pool.waiting()).isEqualTo(1));

        cancel(waiting.pid(), waiting.secret()).expectEnd();

        waiting.expectError("57014");
        waiting.expect(ready());
        assertThat(proxy.server().accepted()).isEqualTo(1);
    }

    @Test
    void a_client_that_does_nothing_is_left_alone() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        cancel(client.pid(), client.secret()).expectEnd();

        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
        assertThat(proxy.server().accepted()).isEqualTo(1);
    }

    @Test
    void the_server_passes_to_nobody_until_the_cancel_request_is_over() {
        WireClient client = proxy.login("db");
        WireClient next = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);
        WireClient canceler = cancel(client.pid(), client.secret());
        FakeCancel cancel = proxy.server().cancel();
        next.send(query("SELECT 1"));
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
        proxy.awaitPool(
                "db", pool -> assertThat(pool.count(ServerState.BEING_CANCELED)).isEqualTo(1));
        server.expectNothing();

        cancel.close();

        canceler.expectEnd();
        server.expect(query("SELECT 1"));
    }

    @Test
    void the_clients_own_next_query_waits_for_the_cancel_request_too() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("BEGIN"));
        server.expect(query("BEGIN"));
        server.send(complete("BEGIN"), ready('T'));
        client.expect(complete("BEGIN"), ready('T'));
        sleeps(client, server);
        WireClient unused = cancel(client.pid(), client.secret());
        FakeCancel cancel = proxy.server().cancel();
        server.send(complete("SELECT 1"), ready('T'));
        client.expect(complete("SELECT 1"), ready('T'));
        client.send(query("SELECT 2"));
        proxy.awaitReads();
        server.expectNothing();

        cancel.close();

        server.expect(query("SELECT 2"));
    }

    @Test
    void a_server_that_ends_while_a_cancel_request_is_under_way_leaves_its_pool() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);
        WireClient unused = cancel(client.pid(), client.secret());
        FakeCancel cancel = proxy.server().cancel();
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
        proxy.awaitPool(
                "db", pool -> assertThat(pool.count(ServerState.BEING_CANCELED)).isEqualTo(1));

        server.close();

        proxy.awaitPool("db", pool -> assertThat(pool.members()).isEmpty());
        cancel.close();
        client.send(query("SELECT 1"));
        proxy.server().connection("db").expect(query("SELECT 1"));
    }

    @Test
    void what_a_server_says_while_a_cancel_request_is_under_way_is_kept() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);
        WireClient unused = cancel(client.pid(), client.secret());
        FakeCancel cancel = proxy.server().cancel();
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
        proxy.awaitPool(
                "db", pool -> assertThat(pool.count(ServerState.BEING_CANCELED)).isEqualTo(1));

        server.send(parameter("TimeZone", "Asia/Tokyo"));
        proxy.awaitReads();
        cancel.close();
        client.send(query("SELECT now()"));

        Replay.expect(server, "timezone", "UTC");
    }

    @Test
    void a_cancel_request_without_an_end_costs_the_server() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        sleeps(client, server);
        WireClient canceler = cancel(client.pid(), client.secret());
        FakeCancel cancel = proxy.server().cancel();
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());

        server.expectEnd();

        canceler.expectEnd();
        cancel.close();
        client.send(query("SELECT 1"));
        proxy.server().connection("db").expect(query("SELECT 1"));
    }

    @Test
    void a_cancel_request_during_a_query_of_ours_hits_the_clients_query() {
        WireClient other = proxy.login("db", "application_name", "other");
        FakeConnection server = proxy.server().connection("db");
        other.send(SLEEP);
        Replay.expect(server, "application_name", "other");

        WireClient canceler = cancel(other.pid(), other.secret());
        proxy.awaitReads();
        assertThat(proxy.server().accepted()).isEqualTo(1);
        Replay.answer(server, "application_name", "other");

        server.expect(SLEEP);
        proxy.server().cancel().close();
        canceler.expectEnd();
    }

    private WireClient cancel(int pid, int secret) {
        WireClient canceler = proxy.connect();
        canceler.send(cancelRequest(pid, secret));
        return canceler;
    }

    private static void sleeps(WireClient client, FakeConnection server) {
        client.send(SLEEP);
        server.expect(SLEEP);
    }
}
