package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.prepares;
import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that take back what a session has. */
class DiscardTest {
    /** Without a server of its own a client needs none for the same as a simple query. */
    private static final Frame[] DISCARD_ALL = {parse("", "DISCARD ALL"), bind("", ""), execute(""), sync()};

    @RegisterExtension
    final TestProxy proxy = new TestProxy();

    @Test
    void discard_all_without_a_server_needs_none() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(query("DISCARD ALL"))
                    .clientGets(complete("DISCARD ALL"), ready())
                    .serverGotNothing();

            talk.clientSends(bind("", "s"), sync())
                    .serverGets(bind("", "s"), sync())
                    .serverSends(error("26000", "no s"), ready())
                    .clientGets(error("26000", "no s"), ready());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEALLOCATE s", "deallocate prepare \"s\";", "DEALLOCATE ALL"})
    void deallocate_without_a_server_needs_none(String sql) {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(query(sql))
                    .clientGets(complete(sql.endsWith("ALL") ? "DEALLOCATE ALL" : "DEALLOCATE"), ready())
                    .serverGotNothing();

            talk.clientSends(query("DEALLOCATE s")).clientGetsError("26000").clientGets(ready());
            talk.serverGotNothing();
        });
    }

    @Test
    void without_a_server_it_leads_back_to_what_the_client_logged_in_with() {
        FakeConnection server = berliner();
        WireClient client = berlin();
        setsTimeZone(client, server, "Asia/Tokyo");

        client.send(query("DISCARD ALL"));

        client.expect(complete("DISCARD ALL"), parameter("TimeZone", "Europe/Berlin"), ready());
        client.send(query("SELECT 1"));
        Replay.expect(server, "timezone", "Europe/Berlin");
    }

    @Test
    void deallocate_all_takes_prepared_statements_away() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(query("DEALLOCATE ALL; SELECT 1"))
                    .serverGets(
                            closeStatement("pgweir_1"),
                            parse("s", "SELECT 1"),
                            sync(),
                            query("DEALLOCATE ALL; SELECT 1"))
                    .serverSends(
                            closeComplete(),
                            parseComplete(),
                            ready(),
                            complete("DEALLOCATE ALL"),
                            complete("SELECT 1"),
                            ready())
                    .clientGets(complete("DEALLOCATE ALL"), complete("SELECT 1"), ready())
                    .censusAbout("pg_prepared_statements")
                    .serverGets(query("DEALLOCATE ALL"))
                    .serverSends(complete("DEALLOCATE ALL"), ready());

            talk.clientSends(bind("", "s"), sync())
                    .serverGets(bind("", "s"), sync())
                    .serverSends(error("26000", "no s"), ready())
                    .clientGets(error("26000", "no s"), ready());
            prepares(talk.client(), talk.server(), "t", "pgweir_2", "SELECT 2");
        });
    }

    @Test
    void a_statement_may_be_prepared_again_right_away() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            discardsAll(talk);

            talk.clientSends(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync());

            talk.serverGets(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void in_the_extended_protocol_it_takes_prepared_statements_away() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            discardsAll(talk);

            talk.clientSends(bind("", "s"), sync()).serverGets(bind("", "s"), sync());
            talk.serverSends(error("26000", "no s"), ready()).clientGets(error("26000", "no s"), ready());
        });
    }

    @Test
    void another_clients_statements_are_parsed_again() {
        WireClient client = proxy.login("db");
        WireClient other = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(client, server, "s", "pgweir_1", "SELECT 1");
        other.send(DISCARD_ALL);
        server.expect(DISCARD_ALL);
        server.send(parseComplete(), bindComplete(), complete("DISCARD ALL"), ready());
        other.expect(parseComplete(), bindComplete(), complete("DISCARD ALL"), ready());
        censusFindsNothing(server);

        client.send(bind("", "s"), sync());

        server.expect(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), sync());
    }

    @Test
    void discard_all_leads_back_to_what_the_client_logged_in_with() {
        FakeConnection server = berliner();
        WireClient client = berlin();
        setsTimeZone(client, server, "Asia/Tokyo");

        client.send(DISCARD_ALL);
        discards(server, complete("DISCARD ALL"));

        client.expect(parseComplete(), bindComplete());
        client.expect(complete("DISCARD ALL"), parameter("TimeZone", "Europe/Berlin"), ready());
        server.expectCensus();
        server.answerCensus(row("SETTING", "TimeZone", "Europe/Berlin"));
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
    }

    @Test
    void it_does_so_where_parameters_are_reported_before_the_end_of_the_statement() {
        FakeConnection server = berliner(); // as PostgreSQL 13 does
        WireClient client = berlin();
        setsTimeZone(client, server, "Asia/Tokyo");

        client.send(DISCARD_ALL);
        discards(server, parameter("TimeZone", "UTC"), complete("DISCARD ALL"));

        client.expect(parseComplete(), bindComplete());
        client.expect(parameter("TimeZone", "Europe/Berlin"), complete("DISCARD ALL"), ready());
    }

    @Test
    void a_client_is_not_told_what_did_not_change_for_it() {
        FakeConnection server = berliner();
        WireClient client = berlin();

        client.send(DISCARD_ALL);
        discards(server, complete("DISCARD ALL"));

        client.expect(parseComplete(), bindComplete());
        client.expect(complete("DISCARD ALL"), ready());
    }

    @Test
    void reset_leads_back_to_what_the_client_logged_in_with() {
        FakeConnection server = berliner();
        WireClient client = berlin();
        setsTimeZone(client, server, "Asia/Tokyo");

        client.send(query("RESET timezone"));
        server.expect(query("RESET timezone"));
        server.send(complete("RESET"), parameter("TimeZone", "UTC"), ready());

        client.expect(complete("RESET"), parameter("TimeZone", "Europe/Berlin"), ready());
        censusFindsNothing(server);
    }

    /** The client's startup value comes back before anything else of its batch runs. */
    private static void discards(FakeConnection server, Frame... answers) {
        server.expect(parse("", "DISCARD ALL"), bind("", ""), execute(""), flush());
        server.send(parseComplete(), bindComplete());
        server.send(answers);
        server.expect(query("SET \"timezone\" TO  E'Europe/Berlin';"));
        server.send(complete("SET"), parameter("TimeZone", "Europe/Berlin"), ready());
        server.expect(sync());
        server.send(ready());
    }

    private static void discardsAll(Conversation talk) {
        talk.clientSends(DISCARD_ALL)
                .serverGets(DISCARD_ALL)
                .serverSends(parseComplete(), bindComplete(), complete("DISCARD ALL"), ready())
                .clientGets(parseComplete(), bindComplete(), complete("DISCARD ALL"), ready())
                .censusAbout("'SETTING'");
    }

    private void censusFindsNothing(FakeConnection server) {
        server.expectCensus();
        server.answerCensus();
        proxy.awaitReads();
    }

    /** The server of a pool whose clients log in with a time zone that the server was not opened with. */
    private FakeConnection berliner() {
        WireClient first = proxy.connect();
        first.send(startup("user", "alice", "database", "db", "TimeZone", "Europe/Berlin"));
        FakeConnection server = proxy.server().connection("db");
        Replay.expect(server, "timezone", "Europe/Berlin");
        Replay.answer(server, "TimeZone", "Europe/Berlin");
        first.expectWelcome();
        return server;
    }

    private WireClient berlin() {
        return proxy.login("db", "TimeZone", "Europe/Berlin");
    }

    private void setsTimeZone(WireClient client, FakeConnection server, String zone) {
        client.send(query("SET timezone TO '" + zone + "'"));
        server.expect(query("SET timezone TO '" + zone + "'"));
        server.send(complete("SET"), parameter("TimeZone", zone), ready());
        client.expect(complete("SET"), parameter("TimeZone", zone), ready());
        server.expectCensus();
        server.answerCensus(row("SETTING", "TimeZone", zone));
        proxy.awaitReads();
    }
}
