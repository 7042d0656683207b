package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.prepares;
import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that the server does not report follow their client, too: a census tells them. */
class CensusSettingsTest {
    private static final String SET = "SET work_mem = '8MB'";
    private static final Frame WORK_MEM = setting("work_mem", "8192");

    @RegisterExtension
    final TestProxy proxy = new TestProxy();

    @Test
    void an_unreported_setting_follows_its_client() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, SET);
        finds(server, WORK_MEM);

        runsReset(proxy.login("db"), server, "work_mem");

        client.send(query("SELECT 1"));
        Replay.expect(server, "work_mem", "8192");
        Replay.answerSilently(server, "8192");
        server.expect(query("SELECT 1"));
    }

    @Test
    void a_setting_that_was_rolled_back_does_not() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("BEGIN"), query(SET), query("ROLLBACK"));
        server.expect(query("BEGIN"), query(SET), query("ROLLBACK"));
        server.send(complete("BEGIN"), ready('T'), complete("SET"), ready('T'), complete("ROLLBACK"), ready());
        client.expect(complete("BEGIN"), ready('T'), complete("SET"), ready('T'), complete("ROLLBACK"), ready());
        finds(server);

        runs(proxy.login("db"), server, "SELECT 1");

        runs(client, server, "SELECT 2");
    }

    @Test
    void of_reported_settings_the_servers_report_counts() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        client.send(query("SET timezone TO 'Asia/Tokyo'"));
        server.expect(query("SET timezone TO 'Asia/Tokyo'"));
        server.send(complete("SET"), parameter("TimeZone", "Asia/Tokyo"), ready());
        client.expect(complete("SET"), parameter("TimeZone", "Asia/Tokyo"), ready());

        finds(server, setting("TimeZone", "spelled otherwise"));

        runs(client, server, "SELECT 1");
    }

    @Test
    void a_custom_setting_that_a_text_names_is_asked_for() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SELECT set_config('app.Tenant', '7', false)");

        assertThat(server.expectCensus()).contains("E'app.tenant'");
        server.answerCensus(setting("app.tenant", "7"));

        proxy.awaitReads();
        runsReset(proxy.login("db"), server, "app\".\"tenant");
    }

    @Test
    void a_custom_setting_that_another_client_named_is_asked_for() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET app.tenant = 7");
        finds(server, setting("app.tenant", "7"));
        WireClient other = proxy.login("db");
        runsReset(other, server, "app\".\"tenant");

        runs(other, server, SET);

        assertThat(server.expectCensus()).contains("E'app.tenant'");
        server.answerCensus(setting("app.tenant", ""), WORK_MEM);
        proxy.awaitReads();
        runs(other, server, "SELECT 1"); // the empty one is a trace of the first client, and nobody's
    }

    @Test
    void an_empty_custom_setting_of_its_own_follows_its_client() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET app.tenant = ''");
        finds(server, setting("app.tenant", ""));

        runsReset(proxy.login("db"), server, "app\".\"tenant");

        client.send(query("SELECT 1"));
        expectsDefault(server);
    }

    @Test
    void an_empty_custom_setting_is_a_value_where_its_default_is_another() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET app.tenant = ''");
        finds(server, setting("app.tenant", ""), row("DEFAULT", "app.tenant", "nobody"));

        runsReset(proxy.login("db"), server, "app\".\"tenant");

        client.send(query("SELECT 1"));
        Replay.expect(server, "app.tenant", "");
    }

    /** PostgreSQL resets no custom setting that nobody named. */
    private static void expectsDefault(FakeConnection server) {
        server.expect(
                parse(
                        "",
                        "SELECT pg_catalog.set_config($1, '', false)"
                                + " WHERE pg_catalog.current_setting($1, true) IS NULL"),
                bind("", "", "app.tenant"),
                execute(""),
                sync(),
                query("RESET \"app\".\"tenant\""));
    }

    @Test
    void reset_leads_back_to_what_the_client_logged_in_with() {
        WireClient client = proxy.connect();
        client.send(startup("user", "alice", "database", "db", "options", "-c work_mem=4096"));
        FakeConnection server = proxy.server().connection("db");
        Replay.expect(server, "work_mem", "4096");
        Replay.answerSilently(server, "4096");
        client.expectWelcome();
        runs(client, server, SET);
        finds(server, WORK_MEM);
        client.send(query("RESET work_mem"));
        server.expect(query("RESET work_mem"));
        server.send(complete("RESET"), ready());
        client.expect(complete("RESET"), ready());
        finds(server);

        client.send(query("SELECT 1"));

        Replay.expect(server, "work_mem", "4096");
        Replay.answerSilently(server, "4096");
        server.expect(query("SELECT 1"));
    }

    @Test
    void a_session_that_keeps_its_server_gets_its_own_values_back_at_once() {
        WireClient client = proxy.connect();
        client.send(startup("user", "alice", "database", "db", "options", "-c work_mem=4096"));
        FakeConnection server = proxy.server().connection("db");
        Replay.expect(server, "work_mem", "4096");
        Replay.answerSilently(server, "4096");
        client.expectWelcome();
        runs(client, server, "CREATE TEMP TABLE t (a int)");
        finds(server, row("TEMP", "", ""));
        client.send(query("RESET work_mem"));
        server.expect(query("RESET work_mem"));
        server.send(complete("RESET"), ready());

        finds(server);

        Replay.expect(server, "work_mem", "4096");
        Replay.answerSilently(server, "4096");
        client.expect(complete("RESET"), ready());
        runs(client, server, "SELECT 1");
    }

    @Test
    void after_discard_all_a_custom_setting_is_at_its_default() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET app.tenant = 7");
        finds(server, setting("app.tenant", "7"));
        client.send(query("DISCARD ALL"));
        client.expect(complete("DISCARD ALL"), ready());

        client.send(query("SELECT 1"));

        server.expect(query("RESET \"app\".\"tenant\""));
    }

    @Test
    void the_time_outs_of_a_canceled_census_are_read_before_they_are_set_aside() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET statement_timeout = 1");
        assertThat(server.expectCensus()).doesNotContain("SET LOCAL");
        server.send(error("57014", "canceling statement"), ready('E'));

        String patient = server.next().body();

        assertThat(patient).startsWith("ROLLBACK;BEGIN ");
        assertThat(patient.indexOf("current_setting('statement_timeout')"))
                .isPositive()
                .isLessThan(patient.indexOf("SET LOCAL statement_timeout = 0"));
        server.answerCensus(setting("statement_timeout", "1ms"), setting("lock_timeout", "0"));
        proxy.awaitReads();
        WireClient other = proxy.login("db");
        other.send(query("SELECT 1"));
        server.expect(query("RESET \"lock_timeout\""), query("RESET \"statement_timeout\""));
    }

    @Test
    void roles_come_off_first_and_on_last_and_time_outs_next_to_them() {
        proxy.server().reports("session_authorization", "alice");
        WireClient client = proxy.login("db");
        FakeConnection first = proxy.server().connection("db");
        String sql = "SET SESSION AUTHORIZATION bob; SET ROLE carol; SET statement_timeout = 5; SET zero = 6";
        client.send(query(sql));
        first.expect(query(sql));
        first.send(complete("SET"), parameter("session_authorization", "bob"), ready());
        client.expect(complete("SET"), parameter("session_authorization", "bob"), ready());
        finds(first, setting("role", "carol"), setting("statement_timeout", "5"), setting("zero", "6"));
        WireClient other = proxy.login("db");

        other.send(query("BEGIN"));

        first.expect(query("RESET \"role\""), query("RESET \"session_authorization\""));
        first.expect(query("RESET \"statement_timeout\""), query("RESET \"zero\""));
        first.send(complete("RESET"), ready());
        first.send(complete("RESET"), parameter("session_authorization", "alice"), ready());
        first.send(complete("RESET"), ready(), complete("RESET"), ready());
        first.expect(query("BEGIN"));

        client.send(query("SELECT 1"));

        FakeConnection second = proxy.server().connection("db");
        Replay.expect(second, "zero", "6");
        Replay.expect(second, "statement_timeout", "5");
        Replay.expect(second, "session_authorization", "bob");
        Replay.expect(second, "role", "carol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void a_short_time_out_of_the_server_is_off_while_settings_are_brought(String milliseconds) {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        WireClient other = proxy.login("db");
        runs(other, server, SET);
        finds(server, WORK_MEM, setting("statement_timeout", milliseconds));
        client.send(query("SET statement_timeout = 1"));
        server.expect(query("RESET \"statement_timeout\""), query("RESET \"work_mem\""));
        server.send(complete("RESET"), ready(), complete("RESET"), ready());
        server.expect(query("SET statement_timeout = 1"));
        server.send(complete("SET"), ready());
        client.expect(complete("SET"), ready());
        finds(server, setting("statement_timeout", "1"));

        other.send(query("SELECT 1"));

        server.expect(query("RESET \"statement_timeout\""));
        Replay.expect(server, "work_mem", "8192");
        Replay.expect(server, "statement_timeout", milliseconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$BEGIN PERFORM set_config('app.tenant', '7', false); END$$",
                "CALL become('app.tenant', '7')"
            })
    void a_custom_setting_in_code_that_cannot_be_looked_into_is_asked_for(String sql) {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        runs(client, server, sql);

        assertThat(server.expectCensus()).contains("E'app.tenant'");
        server.answerCensus();
    }

    @Test
    void a_custom_setting_named_by_a_parameter_is_asked_for() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        prepares(client, server, "s", "pgweir_1", "SELECT set_config($1, $2, false)");

        client.send(bind("", "s", "app.tenant", "7"), execute(""), sync());
        server.expect(bind("", "pgweir_1", "app.tenant", "7"), execute(""), sync());
        server.send(bindComplete(), complete("SELECT 1"), ready());
        client.expect(bindComplete(), complete("SELECT 1"), ready());

        assertThat(server.expectCensus()).contains("E'app.tenant'");
        server.answerCensus();
    }

    @Test
    void a_custom_setting_in_a_query_longer_than_any_buffer_is_asked_for() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");

        runs(client, server, "SET app.one = 1; SELECT '" + "x".repeat(300_000) + "'; SET app.two = 2");

        assertThat(server.expectCensus()).contains("E'app.one'", "E'app.two'");
        server.answerCensus();
    }

    @Test
    void a_custom_setting_that_the_client_has_is_asked_for_however_many_names_came_since() {
        WireClient client = proxy.login("db");
        FakeConnection server = proxy.server().connection("db");
        runs(client, server, "SET app.tenant = 7");
        finds(server, setting("app.tenant", "7"));

        for (int i = 0; i < 4; i++) {
            String sql = "SET a = b; SELECT " + names(60 * i, 60 * i + 60);
            runs(client, server, sql);
            assertThat(server.expectCensus()).contains("E'app.tenant'");
            server.answerCensus(setting("app.tenant", "7"));
        }
    }

    private static String names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "many.n" + i).collect(Collectors.joining(", "));
    }

    private static Frame setting(String name, String value) {
        return row("SETTING", name, value);
    }

    /** There and back. */
    private static void runs(WireClient client, FakeConnection server, String sql) {
        client.send(query(sql));
        server.expect(query(sql));
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
    }

    /** The client meets a server that has a setting which it did not ask for. */
    private static void runsReset(WireClient client, FakeConnection server, String name) {
        client.send(query("SELECT 1"));
        server.expect(query("RESET \"" + name + "\""));
        server.send(complete("RESET"), ready());
        server.expect(query("SELECT 1"));
        server.send(complete("SELECT 1"), ready());
        client.expect(complete("SELECT 1"), ready());
    }

    private void finds(FakeConnection server, Frame... rows) {
        server.expectCensus();
        server.answerCensus(rows);
        proxy.awaitReads();
    }
}
