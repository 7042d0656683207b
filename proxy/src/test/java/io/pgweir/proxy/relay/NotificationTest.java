package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.notice;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Notifications that come where nobody listens, and words of servers that nobody uses. */
class NotificationTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void on_a_shared_server_it_is_dropped_and_the_listen_is_ended() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SELECT 1"))
                        .serverGets(query("SELECT 1"))
                        .serverSends(row("1"), notification(7, "c", "x"), complete("SELECT 1"), ready())
                        .clientGets(row("1"), complete("SELECT 1"), ready())
                        .serverGets(query("UNLISTEN *"))
                        .serverSends(complete("UNLISTEN"), ready())
                        .query("SELECT 2", "SELECT 1", 'I')
                        .pool(pool ->
                                assertThat(pool.stats().strayNotifications).isEqualTo(1)));
    }

    @Test
    void the_listen_is_ended_before_anybody_else_gets_the_server() {
        WireClient client = PROXY.login("shared");
        WireClient other = PROXY.login("shared");
        FakeConnection server = PROXY.server().connection("shared");
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
        server.send(notification(7, "c", "x"), complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
        server.expect(query("UNLISTEN *"));

        other.send(query("SELECT 2"));
        FakeConnection second = PROXY.server().connection("shared");

        second.expect(query("SELECT 2"));
        server.expectNothing();
    }

    @Test
    void on_a_server_at_rest_the_listen_is_ended_too() {
        EverySplit.of(
                PROXY,
                talk -> talk.serverSends(notification(7, "c", "x"))
                        .serverGets(query("UNLISTEN *"))
                        .serverSends(complete("UNLISTEN"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_server_at_rest_may_report_and_notice_things() {
        EverySplit.of(
                PROXY,
                talk -> talk.serverSends(notice("hot standby"), parameter("server_version", "16.0"))
                        .settles()
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_parameter_changed_at_rest_is_set_again_for_the_next_client() {
        EverySplit.of(PROXY, talk -> {
            talk.serverSends(parameter("TimeZone", "Asia/Tokyo")).settles();

            talk.clientSends(query("SELECT 1")).serverGets(Replay.frames("timezone", "UTC"));

            Replay.answer(talk.server(), "TimeZone", "UTC");
            talk.serverGets(query("SELECT 1"));
            talk.serverSends(complete("SELECT 1"), ready()).clientGets(complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_server_at_rest_that_says_anything_else_is_closed() {
        WireClient client = PROXY.login("talkative");
        FakeConnection server = PROXY.server().connection("talkative");

        server.send(row("1"));

        server.expect(terminate());
        server.expectEnd();
        client.send(query("SELECT 1"));
        PROXY.server().connection("talkative").expect(query("SELECT 1"));
        PROXY.awaitPool(
                "talkative", pool -> assertThat(pool.count(ServerState.ACTIVE)).isEqualTo(1));
    }
}
