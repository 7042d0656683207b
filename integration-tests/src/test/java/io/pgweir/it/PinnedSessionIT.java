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
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session with a server of its own is like every other, and takes nothing from the others. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class PinnedSessionIT {
    private static final String DATABASE = "pinned";
    private static final int POOL = 2;
    private static final int MAX_PINNED = 3;

    private PgweirProcess pgweir;
    private Console console;
    private WireClient client;
    private WireClient sender;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + POOL + "}")
                .with("session", "{max_pinned: " + MAX_PINNED + "}")
                .start();
        console = pgweir.console();
    }

    @AfterAll
    void stop() throws IOException {
        console.close();
        pgweir.close();
    }

    @BeforeEach
    void login() throws IOException {
        client = login("listener");
        sender = login("sender");
    }

    private WireClient login(String application) throws IOException {
        return pgweir.wire(DATABASE, "alice", "application_name", application);
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        sender.close();
        awaitPins(0);
    }

    private void awaitPins(int count) {
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(count));
    }

    private void assertListens(WireClient listener, String channel) throws IOException {
        sender.query("SELECT pg_notify('" + channel + "', 'hello')");
        assertThat(listener.read('A').notification()).isEqualTo(channel + ":hello");
    }

    private static void assertSucceeds(Answer answer) {
        assertThat(answer.failed()).as(answer.toString()).isFalse();
    }

    @Test
    void listeners_beyond_the_cap_are_refused_and_go_on() throws IOException {
        WireClient[] listeners = new WireClient[MAX_PINNED];
        for (int i = 0; i < MAX_PINNED; i++) {
            listeners[i] = login("listener " + i);
            assertSucceeds(listeners[i].query("LISTEN news"));
        }

        WireMessage error = client.query("LISTEN news").error();
        assertThat(error.sqlState()).isEqualTo("53400");
        assertThat(error.field('D')).contains("LISTEN").contains("3 of 3");
        client.parse("", "LISTEN news").bind("", "").execute("", 0).sync().send();
        assertThat(client.answer().error().sqlState()).isEqualTo("53400");
        client.query("BEGIN; SELECT 1");
        assertThat(client.query("LISTEN news").error().sqlState()).isEqualTo("53400");
        client.query("ROLLBACK");

        listeners[0].close();
        awaitPins(MAX_PINNED - 1);
        assertSucceeds(client.query("LISTEN news"));
        assertListens(client, "news");
        assertListens(listeners[1], "news");
        for (WireClient listener : listeners) {
            listener.close();
        }
    }

    @Test
    void listeners_take_nothing_from_the_pool() throws IOException {
        client.query("BEGIN; SELECT 1");
        client.query("LISTEN one");
        client.query("COMMIT");
        try (WireClient other = login("other");
                WireClient third = login("third")) {
            other.query("LISTEN two");

            sender.query("BEGIN; SELECT 1");
            third.query("BEGIN; SELECT 1");

            assertThat(third.query("SELECT 'both work'").value()).isEqualTo("both work");
            assertThat(console.pool(DATABASE, "sv_active")).isEqualTo(POOL + 2);
            sender.query("COMMIT");
        }
    }

    @Test
    void a_session_takes_its_statements_and_settings_along() throws IOException {
        client.parse("mine", "SELECT current_setting('application_name') || $1::text")
                .sync()
                .send();
        client.answer();
        client.query("SET application_name = 'renamed'");

        client.query("LISTEN news");

        client.bind("", "mine", "!").execute("", 0).sync().send();
        assertThat(client.answer().value()).isEqualTo("renamed!");
        client.query("UNLISTEN *");
        client.bind("", "mine", "?").execute("", 0).sync().send();
        assertThat(client.answer().value()).isEqualTo("renamed?");
    }

    @Test
    void a_listener_hears_itself_by_the_process_id_that_it_knows() throws IOException {
        Answer answer = client.query("LISTEN news; NOTIFY news, 'from me'");

        assertThat(answer.all('A')).hasSize(1);
        assertThat(answer.all('A').get(0).int32(0)).isEqualTo(client.pid());
        sender.query("NOTIFY news, 'from another'");
        assertThat(client.read('A').int32(0)).isNotEqualTo(client.pid());
    }

    @Test
    void a_listen_that_fails_is_an_error_of_postgresql_and_no_more() throws IOException {
        assertThat(client.query("LISTEN 1").error().sqlState()).isEqualTo("42601");

        awaitPins(0);
        assertThat(client.query("SELECT 1").value()).isEqualTo("1");
    }

    @Test
    void what_a_hidden_listen_brings_reaches_its_own_session_and_nobody_else() throws IOException {
        assertSucceeds(client.query("DO $$ BEGIN EXECUTE 'LISTEN hidden'; END $$"));

        for (int i = 0; i < 20; i++) {
            assertThat(sender.query("NOTIFY hidden, 'x'").all('A')).isEmpty();
            assertThat(client.read('A').notification()).isEqualTo("hidden:x");
        }
        assertThat(sender.query("SELECT count(*) FROM pg_listening_channels()").value())
                .isEqualTo("0");
    }
}
