package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.notice;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Settings follow their client from server to server. */
class SettingsTest {
    @RegisterExtension
    final TestProxy proxy = new TestProxy();

    @Test
    void a_setting_is_replayed_before_the_clients_message() {
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        setsTimeZone(client, first, "Asia/Tokyo");
        WireClient other = proxy.login("db");
        other.send(query("BEGIN"));
        Replay.expect(first, "timezone", "UTC");
        Replay.answer(first, "TimeZone", "UTC");
        first.expect(query("BEGIN"));

        client.send(query("SELECT now()"));

        FakeConnection second = proxy.server().connection("db");
        Replay.expect(second, "timezone", "Asia/Tokyo");
        proxy.awaitReads();
        second.expectNothing();
        second.send(notice("this is for nobody"));
        Replay.answer(second, "TimeZone", "Asia/Tokyo");
        second.expect(query("SELECT now()"));
        second.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
    }

    @Test
    void a_server_that_is_right_already_is_left_alone() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        setsTimeZone(client, server, "Asia/Tokyo");

        client.send(query("SELECT now()"));

        server.expect(query("SELECT now()"));
    }

    @Test
    void another_client_gets_its_own_settings_back() {
        WireClient client = proxy.login("db");
        WireClient other = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        setsTimeZone(client, server, "Asia/Tokyo");

        other.send(query("SELECT now()"));

        Replay.expect(server, "timezone", "UTC");
        Replay.answer(server, "TimeZone", "UTC");
        server.expect(query("SELECT now()"));
    }

    @Test
    void the_answers_to_a_replay_reach_nobody() {
        EverySplit.of(proxy, talk -> {
            WireClient other = proxy.login(talk.database());
            setsTimeZone(other, talk.server(), "Asia/Tokyo");

            talk.clientSends(query("SELECT now()")).serverGets(Replay.frames("timezone", "UTC"));
            talk.serverSends(parseComplete(), bindComplete(), row("UTC"), complete("SELECT 1"))
                    .serverSends(notice("for nobody"), parameter("TimeZone", "UTC"), ready());

            talk.serverGets(query("SELECT now()"))
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready());
            other.close();
        });
    }

    @Test
    void a_setting_that_fails_ends_the_session_and_the_server() {
        WireClient client = proxy.login("db");
        WireClient other = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        setsTimeZone(client, server, "Asia/Tokyo");

        other.send(query("SELECT now()"));
        Replay.expect(server, "timezone", "UTC");
        server.send(error("22023", "invalid value"), ready());

        ErrorResponse error = other.expectError("08006");
        assertThat(error.detail()).contains("invalid value");
        other.expectEnd();
        server.expect(terminate());
        server.expectEnd();
    }

    @Test
    void a_server_lost_during_a_replay_ends_the_session() {
        WireClient client = proxy.login("db");
        WireClient other = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        setsTimeZone(client, server, "Asia/Tokyo");

        other.send(query("SELECT now()"));
        Replay.expect(server, "timezone", "UTC");
        server.close();

        other.expectError("08006");
        other.expectEnd();
    }

    @Test
    void a_setting_with_any_value_travels_as_a_parameter() {
        String name = "a'; DROP TABLE t; --";
        WireClient client = proxy.login("db", "application_name", name);
        FakeConnection server = proxy.server().connection("db");
        assertThat(client.parameters()).containsEntry("application_name", name);

        client.send(query("SELECT 1"));

        Replay.expect(server, "application_name", name);
        Replay.answer(server, "application_name", name);
        server.expect(query("SELECT 1"));
    }

    @Test
    void startup_options_are_learned_from_a_server_once_and_known_afterwards() {
        WireClient first = startsWith("options", "-c search_path=shop");
        FakeConnection server = proxy.server().connection("db");
        Replay.expect(server, "search_path", "shop");
        Replay.answerSilently(server, "shop");
        first.expectWelcome();

        WireClient second = startsWith("options", "--search_path=shop");

        second.expectWelcome();
        server.expectNothing();
        second.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
    }

    @Test
    void a_client_is_told_how_the_server_spells_its_options() {
        WireClient client = startsWith("datestyle", "german");
        FakeConnection server = proxy.server().connection("db");

        Replay.expect(server, "datestyle", "german");
        server.send(parseComplete(), bindComplete(), row("German, DMY"), complete("SELECT 1"));
        server.send(parameter("DateStyle", "German, DMY"), ready());

        assertThat(client.expectWelcome().parameters()).contains(Map.entry("DateStyle", "German, DMY"));
    }

    @Test
    void an_option_that_nobody_asked_for_is_reset() {
        WireClient first = startsWith("options", "-c search_path=shop");
        FakeConnection server = proxy.server().connection("db");
        Replay.expect(server, "search_path", "shop");
        Replay.answerSilently(server, "shop");
        first.expectWelcome();
        WireClient plain = proxy.login("db");

        plain.send(query("SELECT 1"));

        server.expect(query("RESET \"search_path\""));
        server.send(complete("RESET"), ready());
        server.expect(query("SELECT 1"));
    }

    @Test
    void an_option_that_the_server_refuses_ends_the_login_with_its_error() {
        WireClient client = startsWith("options", "-c work_mem=lots");
        FakeConnection server = proxy.server().connection("db");

        Replay.expect(server, "work_mem", "lots");
        server.send(error("22023", "invalid value for parameter \"work_mem\""), ready());

        ErrorResponse error = client.expectError("22023");
        assertThat(error.severity()).isEqualTo("FATAL");
        client.expectEnd();
    }

    @Test
    void options_that_are_not_understood_are_refused() {
        WireClient client = startsWith("options", "-B 100");

        client.expectError("42601");
        client.expectEnd();
    }

    private WireClient startsWith(String name, String value) {
        WireClient client = proxy.connect();
        client.send(startup("user", "alice", "database", "db", name, value));
        return client;
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
