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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where one server connection listens for all: what happens when it is lost, or a listener does not listen. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started by the tests
final class SharedListenFailureIT {
    private static final String DATABASE = "sharedfailure";
    private static final String HUB = " FROM pg_stat_activity WHERE application_name = 'pgweir listen'";

    private Postgres postgres;
    private PgweirProcess pgweir;
    private Console console;
    private WireClient client;
    private WireClient sender;

    @BeforeEach
    void remember(Postgres server) throws SQLException {
        postgres = server;
        Sql.database(postgres, DATABASE);
    }

    private void start(String session) throws IOException {
        start(new PgweirConfig(postgres).with("session", session));
    }

    private void start(PgweirConfig config) throws IOException {
        pgweir = config.with("pools", "{size: 2, listen: shared}").start();
        console = pgweir.console();
        client = pgweir.wire(DATABASE, "alice");
        sender = pgweir.wire(DATABASE, "bob");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        sender.close();
        console.close();
        pgweir.close();
    }

    private String direct(String sql) throws SQLException {
        try (Connection connection = Sql.direct(postgres, DATABASE)) {
            return Sql.one(connection, sql);
        }
    }

    private void killHub() throws SQLException {
        assertThat(direct("SELECT count(pg_terminate_backend(pid))" + HUB)).isEqualTo("1");
    }

    /** Listens, and has its channels where everybody's are. */
    private static void listen(WireClient listener, String channel) throws IOException {
        assertThat(listener.query("LISTEN " + channel).failed()).isFalse();
        assertThat(listener.query("SELECT 1").value()).isEqualTo("1");
    }

    private void assertListens(WireClient listener, String channel) throws IOException {
        sender.query("SELECT pg_notify('" + channel + "', 'hello')");
        assertThat(listener.read().notification()).isEqualTo(channel + ":hello");
    }

    @Test
    void sessions_of_a_lost_connection_are_closed_and_can_come_again() throws IOException, SQLException {
        start("{}");
        listen(client, "news");
        assertListens(client, "news");

        killHub();

        WireMessage error = client.read('E');
        assertThat(error.sqlState()).isEqualTo("57P01");
        assertThat(error.message()).isEqualTo("notifications may have been missed");
        assertThat(client.answer().closed()).isTrue();
        try (WireClient again = pgweir.wire(DATABASE, "alice")) {
            assertThat(again.query("LISTEN news").failed()).isFalse();
            assertListens(again, "news");
        }
    }

    @Test
    void sessions_of_a_lost_connection_are_told_where_a_channel_is_named() throws IOException, SQLException {
        start("{listen_gap_channel: resync}");
        listen(client, "news");
        listen(sender, "more");

        killHub();

        assertThat(client.read().notification()).isEqualTo("resync:");
        assertThat(sender.read().notification()).isEqualTo("resync:");
        assertListens(client, "news");
    }

    @Test
    void a_session_that_listens_on_its_own_server_misses_nothing_and_is_not_told() throws IOException, SQLException {
        start("{}");
        listen(client, "news");
        client.query("BEGIN");
        client.query("SELECT 1");

        killHub();
        sender.query("NOTIFY news, 'meanwhile'");

        Answer commit = client.query("COMMIT");
        assertThat(commit.all('A')).extracting(WireMessage::notification).containsExactly("news:meanwhile");
        assertListens(client, "news");
    }

    @Test
    void a_session_that_begins_a_transaction_behind_a_gap_is_told() throws IOException, SQLException {
        start("{listen_gap_channel: resync}");
        listen(client, "news");
        console.run("PAUSE " + DATABASE);
        killHub(); // and the next one does not come before the pause is over
        client.simple("SELECT 1; BEGIN").send();
        sender.simple("SELECT 1").send();
        console.run("RESUME " + DATABASE);
        sender.answer();

        List<WireMessage> told = new ArrayList<>(client.answer().all('A'));
        told.addAll(client.query("COMMIT").all('A'));
        assertListens(client, "news");

        assertThat(told).extracting(WireMessage::notification).containsExactly("resync:");
    }

    @Test
    void a_session_that_does_not_read_holds_others_up_for_a_while_and_is_closed() throws IOException, SQLException {
        start("{listen_buffer: 64kB, listen_timeout: 1s}");
        listen(client, "news");
        int count = 4_000;
        try (WireClient other = pgweir.wire(DATABASE, "alice")) {
            listen(other, "news");
            sender.query(
                    "SELECT count(pg_notify('news', i || repeat('x', 7000))) FROM generate_series(1, " + count + ") i");

            for (int i = 1; i <= count; i++) {
                assertThat(other.read().notification()).startsWith("news:" + i + "x");
            }
            Eventually.holds(() -> assertThat(console.rows("CLIENTS", row -> DATABASE.equals(row.get("database"))))
                    .hasSize(2));
            assertSlowOneSaw(count);
            assertListens(other, "news");
        }
    }

    /** The beginning of what was sent, then word of its end, or nothing at all: never a hole. */
    private void assertSlowOneSaw(int count) throws IOException {
        List<WireMessage> seen = client.answer().messages();
        int heard = 0;
        for (WireMessage message : seen) {
            if (message.type() == 'A') {
                assertThat(message.notification()).startsWith("news:" + ++heard + "x");
            } else {
                assertThat(message.sqlState()).isEqualTo("53400");
            }
        }
        assertThat(heard).isBetween(1, count - 1);
    }

    @Test
    void a_session_that_cannot_listen_is_closed() throws IOException {
        start("{max_pinned: 0}");

        assertThat(client.query("LISTEN news").failed()).isFalse();

        assertThat(client.read().sqlState()).isEqualTo("57P01");
        assertThat(client.answer().closed()).isTrue();
        assertThat(sender.query("SELECT 1").value()).isEqualTo("1");
    }

    @Test
    void the_hub_ends_what_nobody_listens_to_any_more() throws IOException {
        start("{}");
        listen(client, "\"my news\"");
        client.close();

        Eventually.holds(() -> assertThat(direct("SELECT query" + HUB)).isEqualTo("UNLISTEN \"my news\""));
    }

    @Test
    void a_client_of_another_encoding_has_a_server_of_its_own() throws IOException {
        start("{}");
        try (WireClient latin = pgweir.wire(DATABASE, "alice", "client_encoding", "LATIN1")) {
            latin.query("LISTEN news");
            Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(1));
            assertListens(latin, "news");
        }
        listen(client, "news");
        client.query("SET client_encoding = 'LATIN1'");
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(1));
        assertListens(client, "news");
        client.query("RESET client_encoding");
        assertListens(client, "news");
        Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());
        assertListens(client, "news");
    }
}
