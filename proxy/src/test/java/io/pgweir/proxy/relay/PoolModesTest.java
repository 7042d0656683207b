package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Session and statement pooling. */
class PoolModesTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy()
            .with("pools", "{size: 1}")
            .with(
                    "databases",
                    "{'*': {server: main, pools: {mode: session}}, one: {server: main, pools: {mode: statement}},"
                            + " raw: {server: main}}");

    @Test
    void in_session_mode_a_client_keeps_its_server_until_it_leaves() {
        EverySplit.of(PROXY, talk -> {
            reset(talk);

            talk.query("SELECT 1", "SELECT 1", 'I')
                    .pool(pool -> assertThat(pool.count(ServerState.ACTIVE)).isEqualTo(1))
                    .query("SELECT 2", "SELECT 1", 'I');

            talk.keepsItsServer();
        });
    }

    @Test
    void in_session_mode_a_server_is_reset_for_the_next_client() {
        EverySplit.once(PROXY, talk -> {
            WireClient next = PROXY.login(talk.database());
            reset(talk);
            talk.query("SELECT 1", "SELECT 1", 'I');
            next.send(query("SELECT 2"));
            talk.serverGotNothing();

            talk.clientSends(terminate()).clientGetsTheEnd();

            reset(talk);
            talk.serverGets(query("SELECT 2")).serverSends(complete("SELECT 1"), ready());
            next.expect(complete("SELECT 1"), ready());
            talk.keepsItsServer();
        });
    }

    @Test
    void in_session_mode_a_server_is_reset_also_after_an_open_transaction() {
        EverySplit.once(PROXY, talk -> {
            WireClient next = PROXY.login(talk.database());
            reset(talk);
            talk.query("BEGIN", "BEGIN", 'T');
            next.send(query("SELECT 2"));

            talk.clientSends(terminate()).clientGetsTheEnd();

            talk.serverGets(query("ROLLBACK")).serverSends(complete("ROLLBACK"), ready());
            reset(talk);
            talk.serverGets(query("SELECT 2")).keepsItsServer();
        });
    }

    @Test
    void in_session_mode_names_of_statements_are_the_clients_own() {
        EverySplit.of(PROXY, talk -> {
            reset(talk);

            talk.clientSends(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync())
                    .serverGets(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .keepsItsServer();
        });
    }

    @Test
    void in_session_mode_a_client_may_listen() {
        EverySplit.of(PROXY, talk -> {
            reset(talk);
            talk.query("LISTEN a", "LISTEN", 'I');

            talk.serverSends(notification(talk.server().pid(), "a", ""));

            talk.clientGets(notification(talk.client().pid(), "a", "")).keepsItsServer();
        });
    }

    @Test
    void in_statement_mode_a_transaction_ends_the_session() {
        WireClient client = PROXY.login("one");
        FakeConnection server = PROXY.server().connection("one");
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());

        client.send(query("BEGIN"));
        server.expect(query("BEGIN"));
        server.send(complete("BEGIN"), ready('T'));

        client.expect(complete("BEGIN"));
        assertThat(client.expectError("0A000").message()).contains("statement pooling mode");
        client.expectEnd();
        server.expect(terminate());
        server.expectEnd();
    }

    @Test
    void in_transaction_mode_there_is_no_reset() {
        WireClient client = PROXY.login("raw");
        FakeConnection server = PROXY.server().connection("raw");
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
        server.send(error("42601", "syntax error"), ready());
        client.expect(error("42601", "syntax error"), ready());

        client.send(terminate());

        client.expectEnd();
        PROXY.awaitReads();
        server.expectNothing();
    }

    /** Before the next session, and once after the server was asked what to tell the first client. */
    private static void reset(Conversation talk) {
        talk.serverGets(query("DISCARD ALL"))
                .serverSends(complete("DISCARD ALL"), ready())
                .settles();
    }
}
