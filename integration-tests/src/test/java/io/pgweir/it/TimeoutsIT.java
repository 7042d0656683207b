package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What lasts too long ends with an error that says so, and harms nobody else. Each limit has a database entry. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class TimeoutsIT {
    private static final String DATABASE = "timeouts";

    private PgweirProcess pgweir;
    private Connection direct;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        direct = Sql.direct(postgres, "postgres");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: 1}")
                .with("clients", "{login_timeout: 1s, message_timeout: 500ms}")
                .with("users", "{carol: {client_idle_timeout: 500ms}}")
                .with(
                        "databases",
                        "{" + entry("plain", "size: 1") + entry("wait", "query_wait_timeout: 500ms")
                                + entry("notify", "query_wait_notify: 200ms")
                                + entry("query", "query_timeout: 500ms")
                                + entry("transaction", "transaction_timeout: 500ms")
                                + entry("idle", "idle_transaction_timeout: 500ms") + "}")
                .start();
    }

    private static String entry(String name, String pools) {
        return name + ": {server: main, dbname: " + DATABASE + ", pools: {" + pools + "}}, ";
    }

    @AfterAll
    void stop() throws IOException, SQLException {
        direct.close();
        pgweir.close();
    }

    private WireClient login(String database) throws IOException {
        return pgweir.wire(database, "alice");
    }

    /** The session ended with this. */
    private static WireMessage assertEnds(Answer answer, String sqlState, String message) {
        assertThat(answer.closed()).isTrue();
        WireMessage error = answer.error();
        assertThat(error.field('S')).isEqualTo("FATAL");
        assertThat(error.sqlState()).isEqualTo(sqlState);
        assertThat(error.message()).isEqualTo(message);
        return error;
    }

    /** The next client finds the pool as if nothing had happened. */
    private void assertWorks(String database) throws IOException {
        try (WireClient next = login(database)) {
            assertThat(next.query("SELECT 'works'").value()).isEqualTo("works");
        }
    }

    @Test
    void who_waits_too_long_for_a_server_is_told_who_has_them() throws IOException {
        try (WireClient holder = login("wait");
                WireClient waiter = login("wait")) {
            holder.query("BEGIN; SELECT 1");

            WireMessage error = assertEnds(waiter.query("SELECT 1"), "53300", "query_wait_timeout");

            assertThat(error.field('D')).contains("pool wait/alice").contains("1 of 1 servers busy (1 in transaction)");
            assertThat(error.field('H')).isNotEmpty();
            assertThat(holder.query("COMMIT").tags()).containsExactly("COMMIT");
        }
        assertWorks("wait");
    }

    @Test
    void who_waits_long_is_told_once_and_goes_on_waiting() throws IOException {
        try (WireClient holder = login("notify");
                WireClient waiter = login("notify")) {
            holder.query("BEGIN; SELECT 1");
            waiter.simple("SELECT 'at last'").send();

            assertThat(waiter.read('N').message()).contains("client being queued");
            holder.query("COMMIT");

            Answer answer = waiter.answer();
            assertThat(answer.value()).isEqualTo("at last");
            assertThat(answer.all('N')).isEmpty();
        }
    }

    @Test
    void a_query_that_runs_too_long_is_cut_off() throws IOException {
        try (WireClient client = login("query")) {
            assertThat(client.query("SELECT pg_sleep(0.1)").failed()).isFalse();

            assertEnds(client.query("SELECT pg_sleep(20)"), "57014", "query timeout");
        }
        assertWorks("query");
    }

    @Test
    void who_is_idle_for_longer_than_a_query_may_run_is_left_alone() throws IOException {
        try (WireClient client = login("query")) {
            client.query("BEGIN");
            client.query("SELECT pg_sleep(0.3)");
            try (WireClient other = login("plain")) {
                other.query("SELECT pg_sleep(0.8)"); // meanwhile nothing runs in the first
            }

            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            client.query("COMMIT");
        }
    }

    @Test
    void a_transaction_that_lasts_too_long_is_cut_off() throws IOException {
        try (WireClient client = login("transaction")) {
            client.query("BEGIN");
            Answer answer = client.query("SELECT 1");
            while (!answer.closed()) { // short queries, one after the other
                answer = client.query("SELECT pg_sleep(0.05)");
            }

            assertEnds(answer, "25P04", "transaction timeout");
        }
        assertWorks("transaction");
    }

    @Test
    void who_stays_idle_in_a_transaction_is_closed_and_its_work_undone() throws IOException, SQLException {
        try (WireClient client = login("idle")) {
            client.query("BEGIN; CREATE TABLE never_made (a int)");

            assertEnds(client.answer(), "25P03", "idle transaction timeout");
        }
        try (WireClient next = login("idle")) {
            assertThat(next.query("SELECT to_regclass('never_made') IS NULL").value())
                    .isEqualTo("t");
        }
        Eventually.holds(() -> assertThat(Sql.column(
                        direct,
                        "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = '"
                                + DATABASE + "'"))
                .isEmpty());
    }

    @Test
    void who_does_nothing_for_too_long_is_closed() throws IOException {
        try (WireClient client = pgweir.wire("plain", "carol")) {
            assertEnds(client.answer(), "57P05", "client_idle_timeout");
        }
    }

    @Test
    void a_login_that_does_not_end_is_ended() throws IOException {
        try (WireClient silent = WireClient.connect(pgweir.port())) {
            silent.raw(new byte[] {0, 0, 0}).send();

            Answer answer = silent.answer();
            assertThat(answer.closed()).isTrue();
        }
    }

    @Test
    void who_stops_in_the_middle_of_a_message_in_a_transaction_gives_its_server_up() throws IOException {
        try (WireClient client = login("plain")) {
            client.query("BEGIN");
            client.query("SELECT 1"); // before its first statement a transaction has no server
            client.raw(new byte[] {'Q', 0, 0}).send();

            assertThat(client.answer().closed()).isTrue();
        }
        assertWorks("plain");
    }
}
