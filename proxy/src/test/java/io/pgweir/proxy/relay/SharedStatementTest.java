package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.answersRun;
import static io.pgweir.proxy.relay.PreparedStatements.expectsRun;
import static io.pgweir.proxy.relay.PreparedStatements.prepares;
import static io.pgweir.proxy.relay.PreparedStatements.runs;
import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedStatementTest {
    @RegisterExtension
    final TestProxy proxy = new TestProxy().withSession("max_prepared_statements: 2");

    @Test
    void a_text_that_some_server_accepted_is_prepared_without_a_server() {
        WireClient first = proxy.login("db");
        WireClient second = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(first, server, "mine", "pgweir_1", "SELECT 1");

        second.send(parse("yours", "SELECT 1"), sync());

        second.expect(parseComplete(), ready());
        server.expectNothing();
        runs(second, server, "yours", "pgweir_1");
    }

    @Test
    void a_text_with_other_parameter_types_is_another_statement() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        client.send(parse("a", "SELECT $1", 23), parse("b", "SELECT $1", 25), sync());

        server.expect(parse("pgweir_1", "SELECT $1", 23), parse("pgweir_2", "SELECT $1", 25), sync());
        server.send(parseComplete(), parseComplete(), ready());
        client.expect(parseComplete(), parseComplete(), ready());
    }

    @Test
    void a_text_under_another_datestyle_is_another_statement() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(client, server, "iso", "pgweir_1", "SELECT '1/2/2020'::date");
        client.send(query("SET datestyle TO German"));
        server.expect(query("SET datestyle TO German"));
        server.send(complete("SET"), parameter("DateStyle", "German, DMY"), ready());
        client.expect(complete("SET"), parameter("DateStyle", "German, DMY"), ready());
        server.expectCensus();
        server.answerCensus(row("SETTING", "DateStyle", "German, DMY"));
        proxy.awaitReads();

        prepares(client, server, "german", "pgweir_2", "SELECT '1/2/2020'::date");

        runs(client, server, "iso", "pgweir_1");
    }

    @Test
    void a_server_that_lacks_a_statement_gets_it_ahead_of_its_bind() {
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        prepares(client, first, "s", "pgweir_1", "SELECT 1");
        FakeConnection second = SecondServer.of(proxy, "db", first);

        client.send(bind("", "s"), execute(""), sync());

        second.expect(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), execute(""), sync());
        second.send(parseComplete());
        answersRun(second);
        expectsRun(client);
        runs(client, second, "s", "pgweir_1");
    }

    @Test
    void a_statement_is_described_on_a_server_that_lacked_it() {
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        prepares(client, first, "s", "pgweir_1", "SELECT 1");
        FakeConnection second = SecondServer.of(proxy, "db", first);

        client.send(describeStatement("s"), sync());

        second.expect(parse("pgweir_1", "SELECT 1"), describeStatement("pgweir_1"), sync());
    }

    @Test
    void a_parse_of_ours_that_fails_is_the_clients_error_and_tried_again_the_next_time() {
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        prepares(client, first, "s", "pgweir_1", "SELECT * FROM t");
        FakeConnection second = SecondServer.of(proxy, "db", first);

        client.send(bind("", "s"), execute(""), sync());

        second.expect(parse("pgweir_1", "SELECT * FROM t"), bind("", "pgweir_1"), execute(""), sync());
        second.send(error("42P01", "no table t"), ready());
        client.expect(error("42P01", "no table t"), ready());
        client.send(bind("", "s"), execute(""), sync());
        second.expect(parse("pgweir_1", "SELECT * FROM t"), bind("", "pgweir_1"), execute(""), sync());
    }

    @Test
    void a_parse_of_ours_that_was_skipped_is_sent_again() {
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        prepares(client, first, "s", "pgweir_1", "SELECT 1");
        FakeConnection second = SecondServer.of(proxy, "db", first);

        client.send(bind("", "none"), bind("", "s"), sync());

        second.expect(bind("", "none"), parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), sync());
        second.send(error("26000", "no none"), ready());
        client.expect(error("26000", "no none"), ready());
        client.send(bind("", "s"), sync());
        second.expect(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), sync());
    }

    @Test
    void the_statement_used_longest_ago_makes_room() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(client, server, "a", "pgweir_1", "SELECT 1");
        prepares(client, server, "b", "pgweir_2", "SELECT 2");
        runs(client, server, "a", "pgweir_1");

        client.send(parse("c", "SELECT 3"), bind("", "c"), execute(""), sync());

        server.expect(parse("pgweir_3", "SELECT 3"), closeStatement("pgweir_2"));
        server.expect(bind("", "pgweir_3"), execute(""), sync());
        server.send(parseComplete(), closeComplete(), bindComplete(), complete("SELECT 1"), ready());
        client.expect(parseComplete(), bindComplete(), complete("SELECT 1"), ready());
        runs(client, server, "a", "pgweir_1");
    }

    @Test
    void a_statement_that_made_room_is_still_the_clients() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "a", "pgweir_1", "SELECT 1");
            prepares(talk.client(), talk.server(), "b", "pgweir_2", "SELECT 2");
            talk.clientSends(parse("c", "SELECT 3"), sync())
                    .serverGets(parse("pgweir_3", "SELECT 3"), closeStatement("pgweir_1"), sync())
                    .serverSends(parseComplete(), closeComplete(), ready())
                    .clientGets(parseComplete(), ready());

            talk.clientSends(bind("", "a"), execute(""), sync());

            talk.serverGets(parse("pgweir_1", "SELECT 1"), closeStatement("pgweir_2"))
                    .serverGets(bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(parseComplete(), closeComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_name_that_is_taken_is_42P05_and_the_session_goes_on() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(parse("s", "SELECT 2"), bind("", "s"), sync());

            talk.serverGets(parse("pgweir_2", "SELECT 2"), bind("", "pgweir_0"), bind("", "pgweir_1"), sync())
                    .serverSends(parseComplete(), error("26000", "no pgweir_0"), ready())
                    .clientGetsError("42P05")
                    .clientGets(ready());
            runs(talk.client(), talk.server(), "s", "pgweir_1");
        });
    }

    @Test
    void a_wrong_text_is_told_before_a_name_that_is_taken() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(parse("s", "SELECT nothing"), sync());

            talk.serverGets(parse("pgweir_2", "SELECT nothing"), bind("", "pgweir_0"), sync())
                    .serverSends(error("42703", "no nothing"), ready())
                    .clientGets(error("42703", "no nothing"), ready());
        });
    }

    @Test
    void errors_of_a_bind_name_the_statement_as_its_client_does() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "my s", "pgweir_1", "SELECT 1");

            talk.clientSends(bind("", "my s"), sync())
                    .serverGets(bind("", "pgweir_1"), sync())
                    .serverSends(error("08P01", "but prepared statement \"pgweir_1\" requires 0"), ready())
                    .clientGets(error("08P01", "but prepared statement \"my s\" requires 0"), ready());
        });
    }

    @Test
    void an_unknown_name_is_the_servers_own_26000() {
        EverySplit.of(
                proxy,
                talk -> talk.clientSends(bind("", "none"), execute(""), sync())
                        .serverGets(bind("", "none"), execute(""), sync())
                        .serverSends(error("26000", "no none"), ready())
                        .clientGets(error("26000", "no none"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_shared_name_in_a_clients_mouth_reaches_no_statement() {
        EverySplit.of(proxy, talk -> {
            WireClient other = proxy.login(talk.database());
            prepares(other, talk.server(), "s", "pgweir_1", "SELECT 1");
            other.close();

            talk.clientSends(bind("", "pgweir_1"), execute(""), sync())
                    .serverGets(bind("", "pgweir_0"), execute(""), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready());

            ErrorResponse error = talk.client().expectError("26000");
            assertThat(error.message()).contains("\"pgweir_1\"");
            talk.clientGets(ready());
        });
    }

    @Test
    void after_a_cached_plan_error_the_text_becomes_a_new_statement() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(client, server, "s", "pgweir_1", "SELECT * FROM t");
        client.send(bind("", "s"), execute(""), sync());
        server.expect(bind("", "pgweir_1"), execute(""), sync());
        server.send(error("0A000", "cached plan must not change result type"), ready());
        client.expect(error("0A000", "cached plan must not change result type"), ready());

        client.send(closeStatement("s"), sync());
        client.expect(closeComplete(), ready());

        prepares(client, server, "s", "pgweir_2", "SELECT * FROM t");
    }
}
