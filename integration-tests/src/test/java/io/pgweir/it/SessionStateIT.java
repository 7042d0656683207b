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
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What sessions do in functions, in open transactions and behind each other's back, on real PostgreSQL. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class SessionStateIT {
    private static final String DATABASE = "state";
    private static final int SERVERS = 2;
    private static final int THINKERS = 500;

    private Postgres postgres;
    private PgweirProcess pgweir;
    private Console console;
    private WireClient alice;
    private WireClient bob;

    @BeforeAll
    void start(Postgres server) throws IOException, SQLException {
        postgres = server;
        Sql.database(postgres, DATABASE);
        Sql.database(postgres, "altered");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + SERVERS + ", round_robin: on}")
                .with("clients", "{max: 1000}")
                .with(
                        "databases",
                        "{reported: {server: main, dbname: " + DATABASE
                                + ", pools: {session_state: report}}, '*': {server: main}}")
                .start();
        console = pgweir.console();
        try (WireClient maker = pgweir.wire(DATABASE, "alice")) {
            make(maker, "set_tenant", "PERFORM set_config('app.hidden', 'blue', false)");
            maker.query("CREATE OR REPLACE FUNCTION set_tenant_if(really bool) RETURNS void LANGUAGE plpgsql AS"
                    + " $$ BEGIN IF really THEN PERFORM set_config('app.hidden', 'red', false); END IF; END $$");
            make(maker, "make_temp", "CREATE TEMP TABLE hidden_table(a int)");
            make(maker, "take_lock", "PERFORM pg_advisory_lock(4711)");
            make(maker, "hear", "LISTEN hidden_channel");
        }
    }

    private static void make(WireClient client, String name, String body) throws IOException {
        Answer made = client.query("CREATE OR REPLACE FUNCTION " + name
                + "() RETURNS void LANGUAGE plpgsql AS $$ BEGIN " + body + "; END $$");
        assertThat(made.failed()).as(made.toString()).isFalse();
    }

    @AfterAll
    void stop() throws IOException {
        console.close();
        pgweir.close();
    }

    @BeforeEach
    void login() throws IOException {
        alice = pgweir.wire(DATABASE, "alice", "application_name", "one");
        bob = pgweir.wire(DATABASE, "alice", "application_name", "two");
    }

    @AfterEach
    void leave() throws IOException {
        alice.close();
        bob.close();
        Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());
    }

    private static String value(WireClient client, String sql) throws IOException {
        Answer answer = client.query(sql);
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        return String.valueOf(answer.value());
    }

    @Test
    void a_function_that_sets_a_tenant_is_right_from_its_first_call_on() throws IOException {
        assertThat(alice.query("SELECT set_tenant()").failed()).isFalse();

        for (int i = 0; i < 2 * SERVERS; i++) {
            assertThat(value(bob, "SELECT coalesce(current_setting('app.hidden', true), '')"))
                    .isEmpty();
            assertThat(value(alice, "SELECT current_setting('app.hidden', true)"))
                    .isEqualTo("blue");
        }
        assertThat(console.show("LEAKS"))
                .anySatisfy(row -> assertThat(row.get("left")).isEqualTo("SETTING"));
    }

    @Test
    void a_function_that_sets_a_tenant_now_and_then_shows_it_to_no_stranger() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(alice.query("SELECT set_tenant_if(" + (i > 10) + ")").failed())
                    .isFalse();
            assertThat(value(bob, "SELECT coalesce(current_setting('app.hidden', true), '')"))
                    .isEmpty();
        }
    }

    @Test
    void a_function_that_makes_a_temporary_table_is_right_from_its_first_call_on() throws IOException {
        assertThat(alice.query("SELECT make_temp()").failed()).isFalse();

        assertThat(bob.query("SELECT * FROM hidden_table").error().sqlState()).isEqualTo("42P01");
        assertThat(value(alice, "SELECT count(*) FROM hidden_table")).isEqualTo("0");
    }

    @Test
    void a_function_that_takes_a_lock_is_right_from_its_first_call_on() throws IOException {
        assertThat(alice.query("SELECT take_lock()").failed()).isFalse();

        assertThat(value(bob, "SELECT pg_try_advisory_lock(4711)")).isEqualTo("f");
        assertThat(value(alice, "SELECT pg_advisory_unlock(4711)")).isEqualTo("t");
        assertThat(value(bob, "SELECT pg_try_advisory_lock(4711)")).isEqualTo("t");
        assertThat(value(bob, "SELECT pg_advisory_unlock(4711)")).isEqualTo("t");
    }

    @Test
    void a_function_that_listens_is_right_from_its_first_call_on() throws IOException {
        assertThat(alice.query("SELECT hear()").failed()).isFalse();

        assertThat(bob.query("NOTIFY hidden_channel, 'psst'").failed()).isFalse();

        assertThat(alice.read('A').notification()).isEqualTo("hidden_channel:psst");
    }

    @Test
    void a_server_that_is_asked_for_its_process_is_the_same_afterwards() throws IOException {
        String pid = value(alice, "SELECT pg_backend_pid()");

        for (int i = 0; i < 2 * SERVERS; i++) {
            assertThat(value(bob, "SELECT 1")).isEqualTo("1");
            assertThat(value(alice, "SELECT pg_backend_pid()")).isEqualTo(pid);
        }
    }

    @Test
    void last_values_are_the_sessions_own_or_an_error_and_never_anothers() throws IOException {
        value(alice, "SELECT 1");
        alice.query("CREATE SEQUENCE IF NOT EXISTS counter");
        assertThat(alice.query("SELECT nextval('counter')").failed()).isFalse();

        assertThat(bob.query("SELECT lastval()").error().sqlState()).isEqualTo("55000");
        assertThat(bob.query("SELECT currval('counter')").error().sqlState()).isEqualTo("55000");
    }

    @Test
    void who_calls_nextval_may_ask_for_its_value_whoever_comes_between() throws IOException {
        assertThat(alice.query("CREATE SEQUENCE IF NOT EXISTS asked").failed()).isFalse();
        value(alice, "SELECT setval('asked', 10)");

        String next = value(alice, "SELECT nextval('asked')");
        for (int i = 0; i < 2 * SERVERS; i++) {
            value(bob, "SELECT nextval('asked')");
            assertThat(value(alice, "SELECT currval('asked')")).isEqualTo(next);
        }
    }

    @Test
    void what_alter_role_sets_reaches_clients_that_come_afterwards() throws IOException, SQLException {
        try (WireClient before = pgweir.wire("altered", "carol")) {
            assertThat(value(before, "SHOW work_mem")).isEqualTo("4MB");
            assertThat(before.query("BEGIN").failed()).isFalse();
            assertThat(before.query("ALTER ROLE carol SET work_mem = '3MB'").failed())
                    .isFalse();
            assertThat(before.query("COMMIT").failed()).isFalse();

            try (WireClient after = pgweir.wire("altered", "carol")) {
                assertThat(value(after, "SHOW work_mem")).isEqualTo("3MB");
            }
        } finally {
            Sql.direct(postgres, "postgres", "ALTER ROLE carol RESET ALL");
        }
    }

    @Test
    void an_idle_session_timeout_ends_its_own_session_and_no_server_of_others() throws IOException {
        assertThat(alice.query("SET idle_session_timeout = '300ms'").failed()).isFalse();

        assertThat(alice.read('E').sqlState()).isEqualTo("57P05");
        assertThat(value(bob, "SHOW idle_session_timeout")).isEqualTo("0");
    }

    @Test
    void an_idle_session_timeout_counts_before_the_first_query_too() throws IOException {
        try (WireClient silent = pgweir.wire(DATABASE, "alice", "options", "-c idle_session_timeout=300ms")) {
            assertThat(silent.read('E').sqlState()).isEqualTo("57P05");
        }
    }

    @Test
    void a_timeout_for_idle_transactions_counts_while_no_server_knows_of_one() throws IOException {
        assertThat(alice.query("SET idle_in_transaction_session_timeout = '300ms'")
                        .failed())
                .isFalse();
        assertThat(alice.query("BEGIN").failed()).isFalse();

        assertThat(alice.read('E').sqlState()).isEqualTo("25P03");
    }

    @Test
    void five_hundred_clients_that_think_after_their_begin_hold_no_server() throws IOException {
        List<WireClient> thinkers = new ArrayList<>();
        try {
            for (int i = 0; i < THINKERS; i++) {
                WireClient thinker = pgweir.wire(DATABASE, "alice");
                thinkers.add(thinker);
                Answer begun = thinker.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
                assertThat(begun.failed()).isFalse();
            }

            assertThat(console.pool(DATABASE, "sv_active")).isZero();
            assertThat(value(bob, "SELECT 1")).isEqualTo("1");
            assertThat(value(thinkers.get(0), "SHOW transaction_isolation")).isEqualTo("repeatable read");
            assertThat(console.pool(DATABASE, "sv_active")).isEqualTo(1);
        } finally {
            for (WireClient thinker : thinkers) {
                thinker.close();
            }
        }
    }

    @Test
    void a_report_counts_what_would_break_and_changes_nothing() throws IOException {
        try (WireClient client = pgweir.wire("reported", "alice", "application_name", "old one")) {
            assertThat(client.query("SET work_mem = '7MB'").failed()).isFalse();
            assertThat(client.query("CREATE TEMP TABLE IF NOT EXISTS reported_table(a int)")
                            .failed())
                    .isFalse();

            assertThat(console.show("COMPATIBILITY"))
                    .extracting(row -> row.get("application_name") + " " + row.get("feature") + " " + row.get("count"))
                    .contains("old one SETTING 1", "old one TEMP 1");
            assertThat(console.show("PINS")).isEmpty();
        }
    }
}
