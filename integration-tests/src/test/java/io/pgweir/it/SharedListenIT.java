package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One server connection listens for all: no session can tell. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class SharedListenIT {
    private static final String DATABASE = "sharedlisten";

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private Postgres postgres;
    private PgweirProcess pgweir;
    private Console console;
    private WireClient client;
    private WireClient sender;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres server) throws IOException, SQLException {
        postgres = server;
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE FUNCTION hear(channel text) RETURNS void LANGUAGE plpgsql AS"
                        + " $$ BEGIN EXECUTE format('LISTEN %I', channel); END $$",
                "CREATE FUNCTION unhear(channel text) RETURNS void LANGUAGE plpgsql AS"
                        + " $$ BEGIN EXECUTE format('UNLISTEN %I', channel); END $$");
        pgweir = new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: 2, listen: shared}")
                .with("session", "{audit: strict}")
                .start();
        console = pgweir.console();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        console.close();
        pgweir.close();
    }

    @BeforeEach
    void login() throws IOException {
        client = pgweir.wire(DATABASE, "alice", "application_name", "listener");
        sender = pgweir.wire(DATABASE, "alice", "application_name", "sender");
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        sender.close();
        Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());
    }

    /** The client hears what is sent there now, and nothing came before it. */
    private void assertListens(WireClient listener, String channel) throws IOException {
        sender.query("SELECT pg_notify('" + channel + "', 'hello')");
        assertThat(listener.read().notification()).isEqualTo(channel + ":hello");
    }

    /** What is sent there now does not come, but what is sent to a channel that it listens to then does. */
    private void assertDeaf(WireClient listener, String channel) throws IOException {
        sender.query("SELECT pg_notify('" + channel + "', 'unheard')");
        assertSucceeds(listener.query("LISTEN last"));
        assertListens(listener, "last");
    }

    private static void assertSucceeds(Answer answer) {
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        assertThat(answer.all('A')).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN news",
                "listen News;",
                "LISTEN \"news\"",
                "SELECT ';'; LISTEN news; SELECT 1",
                "BEGIN; SELECT 1; LISTEN news; COMMIT",
                "DO $$ BEGIN EXECUTE 'LISTEN news'; END $$",
                "SELECT hear('news')",
                "BEGIN; SAVEPOINT a; LISTEN other; ROLLBACK TO a; LISTEN news; COMMIT",
            })
    void a_listen_is_heard_however_it_is_written(String sql) throws IOException {
        assertSucceeds(client.query(sql));

        assertListens(client, "news");
        assertThat(console.show("PINS")).isEmpty();
        sender.query("NOTIFY other");
        assertListens(client, "news");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNLISTEN news",
                "UNLISTEN *",
                "DISCARD ALL",
                "BEGIN; UNLISTEN news; COMMIT",
                "BEGIN; SAVEPOINT a; UNLISTEN news; RELEASE a; COMMIT",
                "SELECT unhear('news')",
                "DO $$ BEGIN EXECUTE 'UNLISTEN news'; END $$",
            })
    void a_listen_ends_however_it_is_written(String sql) throws IOException {
        client.query("LISTEN news");
        assertListens(client, "news");

        assertSucceeds(client.query(sql));

        assertDeaf(client, "news");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; UNLISTEN news; ROLLBACK",
                "BEGIN; SAVEPOINT a; UNLISTEN *; ROLLBACK TO a; COMMIT",
                "UNLISTEN news; SELECT 1/0",
                "DO $$ BEGIN EXECUTE 'UNLISTEN news'; RAISE EXCEPTION 'no'; END $$",
            })
    void what_is_rolled_back_changes_nothing(String sql) throws IOException {
        client.query("LISTEN news");

        client.query(sql);

        assertListens(client, "news");
    }

    @Test
    void a_listen_counts_from_commit() throws IOException {
        assertSucceeds(client.query("BEGIN"));
        assertSucceeds(client.query("SELECT 1"));
        assertSucceeds(client.query("LISTEN news"));
        sender.query("NOTIFY news, 'too early'");
        assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");

        assertListens(client, "news");
    }

    @Test
    void a_listen_that_is_rolled_back_never_was() throws IOException {
        client.query("BEGIN");
        client.query("LISTEN news");
        client.query("ROLLBACK");

        assertDeaf(client, "news");
    }

    @Test
    void what_is_sent_in_a_transaction_comes_at_its_end() throws IOException {
        client.query("LISTEN news");
        client.query("BEGIN");
        assertSucceeds(client.query("SELECT 1"));
        sender.query("NOTIFY news, 'now'");
        assertSucceeds(client.query("SELECT 1"));

        Answer commit = client.query("COMMIT");

        assertThat(commit.all('A')).hasSize(1);
        assertListens(client, "news");
    }

    @Test
    void what_is_sent_during_a_query_comes_once_it_is_over() throws IOException {
        client.query("LISTEN news");
        client.simple("SELECT 'during', pg_sleep(0.5)").send();
        String running =
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT ''during%' AND state = 'active'";
        Eventually.holds(() -> assertThat(sender.query(running).value()).isEqualTo("1"));
        sender.query("NOTIFY news, 'meanwhile'");

        assertSucceeds(client.answer());

        assertThat(client.read().notification()).isEqualTo("news:meanwhile");
    }

    @Test
    void a_session_hears_itself() throws IOException {
        client.query("LISTEN news");
        client.query("NOTIFY news, 'mine'");

        assertThat(client.read().notification()).isEqualTo("news:mine");
    }

    @Test
    void a_listen_of_the_extended_protocol_is_heard() throws IOException {
        client.parse("", "LISTEN one").bind("", "").execute("", 0).sync();
        client.parse("named", "LISTEN two").sync();
        client.bind("", "named").describe('P', "").execute("", 0).sync().send();

        assertThat(client.answer().types()).isEqualTo("12CZ");
        assertThat(client.answer().types()).isEqualTo("1Z");
        assertThat(client.answer().types()).isEqualTo("2nCZ");
        assertListens(client, "one");
        assertListens(client, "two");
    }

    @Test
    void an_unlisten_behind_another_batch_is_not_missed() throws IOException {
        client.query("LISTEN news");
        client.parse("", "SELECT 1").bind("", "").execute("", 0).sync();
        client.parse("", "UNLISTEN news").bind("", "").execute("", 0).sync().send();

        assertThat(client.answer().types()).isEqualTo("12DCZ");
        assertThat(client.answer().types()).isEqualTo("12CZ");
        assertDeaf(client, "news");
    }

    @Test
    void a_session_knows_its_own_channels_and_no_others() throws IOException {
        client.query("LISTEN news");
        client.query("LISTEN \"More \"\" news\"");
        sender.query("LISTEN theirs");

        String asked = "SELECT string_agg(c, ',' ORDER BY c) FROM pg_listening_channels() c";
        assertThat(client.query(asked).value()).isEqualTo("More \" news,news");
        assertThat(sender.query(asked).value()).isEqualTo("theirs");
        assertListens(client, "news");
    }

    @Test
    void a_session_that_is_pinned_listens_on_its_own_server_and_comes_back() throws IOException {
        client.query("LISTEN news");
        client.query("CREATE TEMP TABLE mine (i int)");
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(1));
        assertListens(client, "news");
        client.query("LISTEN more");
        assertListens(client, "more");
        client.query("UNLISTEN news");

        client.query("DROP TABLE mine");
        client.query("DISCARD TEMP");

        assertListens(client, "more");
        assertDeaf(client, "news");
    }

    @Test
    void the_console_shows_who_listens() throws IOException {
        client.query("LISTEN news");
        assertListens(client, "news");

        assertThat(console.row("LISTENERS", "database", DATABASE))
                .containsEntry("user", "alice")
                .containsEntry("sessions", "1")
                .containsEntry("channels", "1")
                .containsEntry("slow_sessions", "0");
        assertThat(console.show("SERVERS")).anyMatch(row -> "pgweir listen".equals(row.get("application_name")));
    }

    @Test
    void an_error_of_the_statement_is_the_servers() throws IOException {
        assertThat(client.query("LISTEN").error().sqlState()).isEqualTo("42601");
        assertSucceeds(client.query("LISTEN news"));
        assertListens(client, "news");
    }
}
