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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session in transaction mode may count on, rule by rule, on real PostgreSQL. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class SessionPromisesIT {
    private static final String DATABASE = "promises";
    private static final int SERVERS = 2;
    private static final int LARGEST_PID_OF_LINUX = 4_194_304;

    private PgweirProcess pgweir;
    private Console console;
    private WireClient alice;
    private WireClient bob;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE SCHEMA evil AUTHORIZATION alice",
                "CREATE FUNCTION evil.never(text, text) RETURNS bool LANGUAGE sql AS 'SELECT false'",
                "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.never)",
                "CREATE SCHEMA one",
                "CREATE TABLE one.t AS SELECT 1 AS a",
                "CREATE SCHEMA two",
                "CREATE TABLE two.t AS SELECT 'two'::text AS a",
                "GRANT USAGE ON SCHEMA evil, one, two TO PUBLIC",
                "GRANT SELECT ON one.t, two.t TO PUBLIC",
                "CREATE SEQUENCE counter",
                "CREATE TABLE counted (id int DEFAULT nextval('counter'))",
                "GRANT ALL ON counter, counted TO PUBLIC",
                "CREATE FUNCTION drop_mine() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
                        + " EXECUTE 'DR' || 'OP TABLE mine'; END $$");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + SERVERS + ", round_robin: on}")
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
        alice = pgweir.wire(DATABASE, "alice", "application_name", "one");
        bob = pgweir.wire(DATABASE, "alice", "application_name", "two");
    }

    @AfterEach
    void leave() throws IOException {
        alice.close();
        bob.close();
        awaitPins(0);
    }

    private void awaitPins(int count) {
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(count));
    }

    private static String value(WireClient client, String sql) throws IOException {
        return String.valueOf(run(client, sql).value());
    }

    /** Runs a statement until its own statement_timeout, which may be as short as a millisecond, lets it end. */
    private static void runWithinItsTimeout(WireClient client, String sql) {
        Eventually.holds(() -> run(client, sql));
    }

    private static Answer run(WireClient client, String sql) throws IOException {
        Answer answer = client.query(sql);
        assertThat(answer.failed()).as(sql + ": " + answer).isFalse();
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET default_transaction_isolation = 'serializable'; SET default_transaction_read_only = on;"
                        + " SET default_transaction_deferrable = on",
                "SET statement_timeout = 1",
                "SET client_min_messages = debug5",
                "SET search_path = evil, pg_catalog",
                "SET ROLE alice",
            })
    @DisplayName("The census does not run under the client's settings")
    void the_census_does_not_run_under_the_clients_settings(String settings) throws IOException {
        run(alice, settings);

        runWithinItsTimeout(alice, "SELECT pg_advisory_lock(4711)");

        awaitPins(1);
        assertThat(value(bob, "SELECT pg_try_advisory_lock(4711)")).isEqualTo("f");
        runWithinItsTimeout(alice, "SET statement_timeout = 0");
        run(alice, "SELECT pg_advisory_unlock_all()");
        awaitPins(0);
        assertThat(value(bob, "SHOW statement_timeout")).isEqualTo("0");
        assertThat(value(bob, "SHOW search_path")).isEqualTo("\"$user\", public");
    }

    @Test
    @DisplayName(
            "The census leaves no trace: the unnamed statement is there, and no statement that is not the client's")
    void the_census_leaves_no_trace() throws IOException {
        alice.parse("", "SELECT 'mine'").sync().send();
        assertThat(alice.answer().failed()).isFalse();
        alice.parse("own", "SET work_mem = '5MB'")
                .bind("", "own")
                .execute("", 0)
                .sync()
                .send();
        assertThat(alice.answer().failed()).isFalse();

        alice.bind("", "").execute("", 0).sync().send();

        assertThat(alice.answer().value()).isEqualTo("mine");
        List<List<String>> names = List.of(List.of("own"));
        assertThat(run(alice, "SELECT name FROM pg_prepared_statements").rows()).isEqualTo(names);
        assertThat(run(bob, "SELECT name FROM pg_prepared_statements").rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 7' | SELECT pg_temp.f() | 7",
                "CREATE DOMAIN pg_temp.small AS int CHECK (VALUE < 10) | SELECT 7::pg_temp.small | 7",
                "CREATE TEMP VIEW seen AS SELECT 7 AS a | SELECT a FROM seen | 7",
                "CREATE TEMP SEQUENCE numbers START 7 | SELECT nextval('numbers') | 7",
            })
    @DisplayName("The census finds temporary objects of every kind")
    void temporary_objects_of_every_kind_are_found(String makes, String asks, String expected) throws IOException {
        run(alice, makes);

        awaitPins(1);
        assertThat(bob.query(asks).failed()).isTrue();
        assertThat(value(alice, asks)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TEMP TABLE mine(a int) | DROP TABLE mine",
                "SELECT pg_advisory_lock(4711) | SELECT pg_advisory_unlock(4711)",
                "SELECT pg_advisory_lock_shared(4711) | SELECT pg_advisory_unlock_all()",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1 | CLOSE c",
                "LISTEN news | UNLISTEN news",
                "PREPARE q AS SELECT 1 | DEALLOCATE q",
                "SET pgweir.pin = on | RESET pgweir.pin",
                "SELECT setseed(0.5) | DISCARD ALL",
            })
    @DisplayName("Pins end with the statement that ends their reason")
    void pins_end_with_their_reason(String begins, String ends) throws IOException {
        run(alice, begins);
        awaitPins(1);

        run(alice, ends);

        awaitPins(0);
        assertThat(value(alice, "SELECT 1")).isEqualTo("1");
    }

    @Test
    @DisplayName("An idle pin is asked again, and ends when its reason ended unseen")
    void an_idle_pin_is_asked_again() throws IOException {
        run(alice, "CREATE TEMP TABLE mine(a int)");
        awaitPins(1);

        run(alice, "SELECT drop_mine()");

        awaitPins(0);
    }

    @Test
    @DisplayName("A table that its commit drops pins nobody")
    void a_table_that_its_commit_drops_pins_nobody() throws IOException {
        run(alice, "BEGIN");
        run(alice, "CREATE TEMP TABLE mine(a int) ON COMMIT DROP");
        run(alice, "COMMIT");

        assertThat(value(alice, "SELECT 1")).isEqualTo("1");
        awaitPins(0);
    }

    @Test
    @DisplayName("One bad setting undoes no other: each is replayed by itself")
    void one_bad_setting_undoes_no_other() throws IOException {
        run(alice, "SET work_mem = '5MB'");
        assertThat(alice.query("SET work_mem = 'much'").failed()).isTrue();
        run(alice, "SET app.tenant = 'it''s; RESET ALL --'");
        run(alice, "SET statement_timeout = '7s'");

        for (int i = 0; i < 2 * SERVERS; i++) {
            assertThat(value(bob, "SHOW work_mem")).isEqualTo("4MB");
            assertThat(value(alice, "SHOW work_mem")).isEqualTo("5MB");
            assertThat(value(alice, "SHOW app.tenant")).isEqualTo("it's; RESET ALL --");
            assertThat(value(alice, "SHOW statement_timeout")).isEqualTo("7s");
        }
    }

    @Test
    @DisplayName("A shared statement is another one under another search_path or DateStyle")
    void a_shared_statement_belongs_to_the_settings_that_it_was_parsed_under() throws IOException {
        run(alice, "SET search_path = one");
        run(alice, "SET DateStyle = 'ISO, DMY'");
        run(bob, "SET search_path = two");
        run(bob, "SET DateStyle = 'ISO, MDY'");

        for (int i = 0; i < 2 * SERVERS; i++) {
            assertThat(prepared(alice, "SELECT a::text || '01/02/2020'::date FROM t"))
                    .isEqualTo("12020-02-01");
            assertThat(prepared(bob, "SELECT a::text || '01/02/2020'::date FROM t"))
                    .isEqualTo("two2020-01-02");
        }
    }

    private static String prepared(WireClient client, String sql) throws IOException {
        client.parse("s", sql)
                .bind("", "s")
                .execute("", 0)
                .closing('S', "s")
                .sync()
                .send();
        Answer answer = client.answer();
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        return String.valueOf(answer.value());
    }

    @Test
    @DisplayName("A known text is not prepared in a transaction that failed")
    void a_known_text_is_not_prepared_in_a_transaction_that_failed() throws IOException {
        assertThat(prepared(alice, "SELECT 'known'")).isEqualTo("known");
        run(alice, "BEGIN");
        assertThat(alice.query("SELECT 1/0").failed()).isTrue();

        alice.parse("s", "SELECT 'known'").sync().send();

        assertThat(alice.answer().error().sqlState()).isEqualTo("25P02");
        run(alice, "ROLLBACK");
        assertThat(prepared(alice, "SELECT 'known'")).isEqualTo("known");
    }

    @Test
    @DisplayName("DISCARD ALL in a transaction is refused, outside of one it forgets settings and statements")
    void discard_all_is_what_it_is_in_postgresql() throws IOException {
        run(alice, "BEGIN");
        assertThat(alice.query("DISCARD ALL").error().sqlState()).isEqualTo("25001");
        run(alice, "ROLLBACK");
        run(alice, "SET TimeZone = 'Asia/Tokyo'");
        alice.parse("s", "SELECT 1").sync().send();
        assertThat(alice.answer().failed()).isFalse();

        run(alice, "DISCARD ALL");

        assertThat(alice.parameters().get("TimeZone")).isNotEqualTo("Asia/Tokyo");
        assertThat(value(alice, "SHOW TimeZone")).isEqualTo(alice.parameters().get("TimeZone"));
        alice.bind("", "s").execute("", 0).sync().send();
        assertThat(alice.answer().error().sqlState()).isEqualTo("26000");
    }

    @Test
    @DisplayName("Sessions of an application that asked for a last value keep their server from their first INSERT on")
    void an_application_that_asks_for_last_values_is_learned() throws IOException {
        try (WireClient first = pgweir.wire(DATABASE, "alice", "application_name", "asks");
                WireClient next = pgweir.wire(DATABASE, "alice", "application_name", "asks")) {
            run(first, "INSERT INTO counted DEFAULT VALUES");
            assertThat(first.query("SELECT lastval()").closed()).isFalse();

            run(next, "INSERT INTO counted DEFAULT VALUES");
            String inserted = value(bob, "SELECT max(id) FROM counted");
            for (int i = 0; i < 2 * SERVERS; i++) {
                run(bob, "INSERT INTO counted DEFAULT VALUES");
            }

            assertThat(value(next, "SELECT lastval()")).isEqualTo(inserted);
        }
    }

    @Test
    @DisplayName("Process ids that clients are told look like no server's")
    void process_ids_that_clients_are_told_look_like_no_servers() {
        assertThat(alice.pid()).isGreaterThan(LARGEST_PID_OF_LINUX);
        assertThat(bob.pid()).isGreaterThan(LARGEST_PID_OF_LINUX).isNotEqualTo(alice.pid());
    }

    @Test
    @DisplayName("A session that has a server of its own already listens there")
    void who_has_a_server_of_its_own_listens_there() throws IOException {
        run(alice, "CREATE TEMP TABLE mine(a int)");
        awaitPins(1);

        run(alice, "LISTEN news");

        assertThat(value(alice, "SELECT count(*) FROM mine")).isEqualTo("0");
        run(bob, "NOTIFY news, 'hello'");
        assertThat(alice.read('A').notification()).isEqualTo("news:hello");
        awaitPins(1);
    }
}
