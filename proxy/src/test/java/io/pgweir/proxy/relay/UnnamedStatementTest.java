package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnnamedStatementTest {
    @RegisterExtension
    final TestProxy proxy = new TestProxy().with("pools", "{size: 1}");

    @Test
    void it_survives_the_sync_on_the_same_server() {
        EverySplit.of(
                proxy,
                talk -> talk.clientSends(parse("", "SELECT 1"), sync())
                        .serverGets(parse("", "SELECT 1"), sync())
                        .serverSends(parseComplete(), ready())
                        .clientGets(parseComplete(), ready())
                        .clientSends(bind("", ""), execute(""), sync())
                        .serverGets(bind("", ""), execute(""), sync())
                        .serverSends(bindComplete(), complete("SELECT 1"), ready())
                        .clientGets(bindComplete(), complete("SELECT 1"), ready()));
    }

    @Test
    void it_is_parsed_again_after_another_client_had_the_server() {
        EverySplit.of(proxy, talk -> {
            WireClient other = proxy.login(talk.database());
            talk.clientSends(parse("", "SELECT $1", 25), sync())
                    .serverGets(parse("", "SELECT $1", 25), sync())
                    .serverSends(parseComplete(), ready())
                    .clientGets(parseComplete(), ready());
            parsesUnnamed(other, talk.server(), "SELECT 2");

            talk.clientSends(describeStatement(""), bind("", "", "7"), execute(""), sync());

            talk.serverGets(parse("", "SELECT $1", 25), describeStatement(""))
                    .serverGets(bind("", "", "7"), execute(""), sync())
                    .serverSends(parseComplete(), parameterDescription(25), noData())
                    .serverSends(bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(parameterDescription(25), noData())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
            other.close();
        });
    }

    @Test
    void a_bind_without_a_parse_does_not_run_another_clients_statement() {
        EverySplit.of(proxy, talk -> {
            WireClient other = proxy.login(talk.database());
            parsesUnnamed(other, talk.server(), "SELECT 'secret'");

            talk.clientSends(bind("", ""), execute(""), sync());

            talk.serverGets(bind("", "pgweir_0"), execute(""), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready())
                    .clientGetsError("26000")
                    .clientGets(ready());
            other.close();
        });
    }

    @Test
    void a_simple_query_ends_it() {
        EverySplit.of(proxy, talk -> {
            parsesUnnamed(talk.client(), talk.server(), "SELECT 1");
            talk.query("SELECT 2", "SELECT 1", 'I');

            talk.clientSends(bind("", ""), sync());

            talk.serverGets(bind("", "pgweir_0"), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready())
                    .clientGetsError("26000")
                    .clientGets(ready());
        });
    }

    @Test
    void a_failed_parse_ends_it() {
        EverySplit.of(proxy, talk -> {
            parsesUnnamed(talk.client(), talk.server(), "SELECT 1");
            talk.clientSends(parse("", "SELEC"), sync())
                    .serverGets(parse("", "SELEC"), sync())
                    .serverSends(error("42601", "syntax error"), ready())
                    .clientGets(error("42601", "syntax error"), ready());

            talk.clientSends(bind("", ""), sync());

            talk.serverGets(bind("", "pgweir_0"), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready())
                    .clientGetsError("26000")
                    .clientGets(ready());
        });
    }

    @Test
    void a_skipped_parse_leaves_the_one_before() {
        EverySplit.of(proxy, talk -> {
            parsesUnnamed(talk.client(), talk.server(), "SELECT 1");
            talk.clientSends(bind("", "none"), parse("", "SELECT 2"), sync())
                    .serverGets(bind("", "none"), parse("", "SELECT 2"), sync())
                    .serverSends(error("26000", "no none"), ready())
                    .clientGets(error("26000", "no none"), ready());

            talk.clientSends(bind("", ""), sync());

            talk.serverGets(bind("", ""), sync())
                    .serverSends(bindComplete(), ready())
                    .clientGets(bindComplete(), ready());
        });
    }

    @Test
    void it_survives_a_query_of_our_own_on_the_server() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        parsesUnnamed(client, server, "SELECT 1");
        WireClient other = proxy.login("db", "application_name", "other");
        other.send(query("SELECT 2"));
        Replay.expect(server, "application_name", "other");
        Replay.answer(server, "application_name", "other");
        server.expect(query("SELECT 2"));
        server.send(complete("SELECT 1"), ready());
        other.expect(complete("SELECT 1"), ready());

        client.send(bind("", ""), sync());

        Replay.expect(server, "application_name", "");
        Replay.answer(server, "application_name", "");
        server.expect(parse("", "SELECT 1"), bind("", ""), sync());
    }

    private static void parsesUnnamed(WireClient client, FakeConnection server, String sql) {
        client.send(parse("", sql), sync());
        server.expect(parse("", sql), sync());
        server.send(parseComplete(), ready());
        client.expect(parseComplete(), ready());
    }
}
