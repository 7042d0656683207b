package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In front of a PgBouncer, whose servers strangers use as well: ordinary work goes through it, what needs a session goes
 * to PostgreSQL before it is sent, and nothing is left for strangers to meet.
 */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class InFrontOfPgBouncerIT {
    private static final String DATABASE = "infront";
    private static final int POOLERS_SERVERS = 2;

    private PgBouncerProcess pgbouncer;
    private PgweirProcess pgweir;
    private PgweirProcess eager;
    private Console console;
    private Console pooler;
    private WireClient client;
    private WireClient other;
    private WireClient stranger;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE SEQUENCE counter",
                "CREATE TABLE counted (id int DEFAULT nextval('counter'))",
                "GRANT ALL ON counter, counted TO PUBLIC",
                "CREATE FUNCTION harmless() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        pgbouncer = PgBouncerProcess.start(
                postgres, List.of("\"alice\" \"\"", "\"admin\" \"\""), "default_pool_size = " + POOLERS_SERVERS);
        pooler = new Console(WireClient.login(pgbouncer.port(), "pgbouncer", "admin"));
        pgweir = config(postgres, "on").start();
        eager = config(postgres, "off").start();
        console = pgweir.console();
    }

    private PgweirConfig config(Postgres postgres, String defers) {
        return new PgweirConfig(postgres)
                .with("session", "{defer_begin: " + defers + "}")
                .with(
                        "servers",
                        "{main: {host: 127.0.0.1, port: " + pgbouncer.port()
                                + ", tls: {mode: disable}, direct: {host: 127.0.0.1, port: " + postgres.port() + "}}}");
    }

    @AfterAll
    void stop() throws IOException {
        if (pgweir != null) { // it was not started where there is no PgBouncer
            console.close();
            eager.close();
            pgweir.close();
            pooler.close();
            pgbouncer.close();
        }
    }

    @BeforeEach
    void login() throws IOException {
        client = pgweir.wire(DATABASE, "alice");
        other = pgweir.wire(DATABASE, "alice");
        // PgBouncer gives a client without a name that of the one before
        stranger = WireClient.login(pgbouncer.port(), DATABASE, "alice", "application_name", "stranger");
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        other.close();
        stranger.close();
        awaitPins(0);
    }

    private void awaitPins(int count) {
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(count));
    }

    private static String value(WireClient asker, String sql) throws IOException {
        Answer answer = asker.query(sql);
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        return String.valueOf(answer.value());
    }

    private static void run(WireClient asker, String sql) throws IOException {
        Answer answer = asker.query(sql);
        assertThat(answer.failed()).as(answer.toString()).isFalse();
    }

    /** Whether PgBouncer knows the server connection that this client has now. */
    private boolean throughPgBouncer(WireClient asker) throws IOException {
        String pid = value(
                asker, "SELECT pid FROM pg_stat_activity WHERE query LIKE '%who runs this%' AND state = 'active'");
        return !pooler.rows("SERVERS", row -> pid.equals(row.get("remote_pid"))).isEmpty();
    }

    /** What anybody finds on the pooler's servers. */
    private void strangersFind(String expected, String sql) throws IOException {
        for (int i = 0; i < 2 * POOLERS_SERVERS; i++) {
            assertThat(value(stranger, sql)).isEqualTo(expected);
            assertThat(value(other, sql)).isEqualTo(expected);
        }
    }

    @Test
    void a_setting_that_pgbouncer_does_not_carry_is_set_past_it_until_it_is_reset() throws IOException {
        assertThat(throughPgBouncer(client)).isTrue();

        run(client, "SET work_mem = '7MB'");

        strangersFind("4MB", "SHOW work_mem");
        assertThat(value(client, "SHOW work_mem")).isEqualTo("7MB");
        assertThat(throughPgBouncer(client)).isFalse();
        assertThat(console.show("PINS"))
                .singleElement()
                .satisfies(pin -> assertThat(pin.toString()).contains("SETTING"));
        run(client, "RESET work_mem");
        awaitPins(0);
        assertThat(value(client, "SHOW work_mem")).isEqualTo("4MB");
        assertThat(throughPgBouncer(client)).isTrue();
    }

    @Test
    void a_custom_setting_and_a_role_are_set_past_it() throws IOException {
        run(client, "SELECT set_config('app.tenant', 'blue', false)");

        strangersFind("", "SELECT coalesce(current_setting('app.tenant', true), '')");
        assertThat(value(client, "SELECT current_setting('app.tenant', true)")).isEqualTo("blue");
        run(client, "DISCARD ALL");
        awaitPins(0);
        run(client, "SET ROLE alice");
        awaitPins(1);
        assertThat(throughPgBouncer(client)).isFalse();
    }

    @Test
    void startup_options_are_set_past_it_too() throws IOException {
        try (WireClient tuned = pgweir.wire(DATABASE, "alice", "options", "-c work_mem=9MB")) {
            strangersFind("4MB", "SHOW work_mem");
            assertThat(value(tuned, "SHOW work_mem")).isEqualTo("9MB");
            assertThat(throughPgBouncer(tuned)).isFalse();
            strangersFind("4MB", "SHOW work_mem");
            run(tuned, "BEGIN");
            assertThat(value(tuned, "SHOW work_mem")).isEqualTo("9MB");
            run(tuned, "COMMIT");
        }
    }

    @Test
    void what_pgbouncer_carries_follows_each_client_through_it() throws IOException {
        String sql = "SELECT current_setting('TimeZone') || current_setting('DateStyle')"
                + " || current_setting('client_encoding') || current_setting('application_name')";
        try (WireClient one = pgweir.wire(
                        DATABASE,
                        "alice",
                        "TimeZone",
                        "Asia/Tokyo",
                        "DateStyle",
                        "German",
                        "client_encoding",
                        "LATIN1",
                        "application_name",
                        "one");
                WireClient two = pgweir.wire(DATABASE, "alice", "application_name", "two", "TimeZone", "UTC")) {
            String strangers = value(stranger, sql);
            for (int i = 0; i < 2 * POOLERS_SERVERS; i++) {
                assertThat(value(one, sql)).isEqualTo("Asia/TokyoGerman, DMYLATIN1one");
                assertThat(value(two, sql)).startsWith("UTC").endsWith("two");
                assertThat(value(stranger, sql)).isEqualTo(strangers);
            }
            assertThat(throughPgBouncer(one)).isTrue();
            assertThat(one.parameters().get("TimeZone")).isEqualTo("Asia/Tokyo");
        }
    }

    @Test
    void a_change_of_what_it_carries_comes_back_to_it() throws IOException {
        String strangers = value(stranger, "SHOW TimeZone");

        run(client, "SET TimeZone = 'Asia/Tokyo'");

        awaitPins(0);
        assertThat(throughPgBouncer(client)).isTrue();
        assertThat(value(client, "SHOW TimeZone")).isEqualTo("Asia/Tokyo");
        strangersFind(strangers, "SHOW TimeZone");
    }

    @Test
    void no_query_of_ours_goes_through_it() throws IOException {
        run(client, "SELECT 1"); // its connection may still have to be opened
        long before = queriesOfPgBouncer();

        for (int i = 0; i < 10; i++) {
            run(client, "SELECT harmless() + " + i); // whose kind would be looked at elsewhere
        }

        Eventually.holds(() -> assertThat(queriesOfPgBouncer()).isEqualTo(before + 10));
    }

    private long queriesOfPgBouncer() throws IOException {
        return Long.parseLong(
                String.valueOf(pooler.row("STATS_TOTALS", "database", DATABASE).get("query_count")));
    }

    @Test
    void prepared_statements_of_the_protocol_work_on_whatever_server_it_has() throws Exception {
        Together.run(8, number -> {
            try (WireClient preparing = pgweir.wire(DATABASE, "alice")) {
                preparing
                        .parse("mine", "SELECT 'value of " + number + "'::text")
                        .sync()
                        .send();
                assertThat(preparing.answer().failed()).isFalse();
                for (int i = 0; i < 50; i++) {
                    preparing.bind("", "mine").execute("", 0).sync().send();
                    assertThat(preparing.answer().value()).isEqualTo("value of " + number);
                }
            }
        });

        assertThat(value(stranger, "SELECT count(*) FROM pg_prepared_statements"))
                .isEqualTo("0");
    }

    @Test
    void an_unknown_statement_is_refused_and_the_session_goes_on() throws IOException {
        client.bind("", "unknown").execute("", 0).sync().send();

        assertThat(client.answer().error().sqlState()).isEqualTo("26000");
        assertThat(value(client, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PREPARE q AS SELECT 1",
                "CREATE TEMP TABLE mine(a int)",
                "SELECT pg_advisory_lock(4711)",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
                "DO $$ BEGIN PERFORM pg_advisory_lock(4711); END $$",
                "LISTEN news",
            })
    void what_needs_a_session_has_one_that_it_does_not_know(String sql) throws IOException {
        run(client, sql);

        awaitPins(1);
        assertThat(throughPgBouncer(client)).isFalse();
        assertThat(throughPgBouncer(other)).isTrue();
        assertThat(value(
                        other,
                        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                + " WHERE locktype = 'advisory' AND a.datname = current_database() AND NOT granted"))
                .isEqualTo("0");
        run(client, "DISCARD ALL");
        awaitPins(0);
        assertThat(throughPgBouncer(client)).isTrue();
    }

    @Test
    void who_asks_for_last_values_has_them_once_that_is_known() throws IOException {
        try (WireClient counting = pgweir.wire(DATABASE, "alice", "application_name", "counting")) {
            run(counting, "INSERT INTO counted DEFAULT VALUES");
            assertThat(counting.query("SELECT lastval()").error().sqlState()).isEqualTo("55000");
            run(counting, "DISCARD ALL");

            run(counting, "INSERT INTO counted DEFAULT VALUES");

            assertThat(value(counting, "SELECT lastval()")).isEqualTo(value(counting, "SELECT currval('counter')"));
            assertThat(value(counting, "SELECT lastval()")).isEqualTo(value(counting, "SELECT max(id) FROM counted"));
        }
    }

    private static void listensAsOdooDoes(WireClient worker) throws IOException {
        assertThat(worker.query("BEGIN").status()).isEqualTo('T');
        assertThat(value(worker, "SELECT pg_is_in_recovery()")).isEqualTo("f");
        assertThat(worker.query("LISTEN cron_trigger").status()).isEqualTo('T');
        assertThat(worker.query("COMMIT").tags()).containsExactly("COMMIT");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_transaction_that_asked_whether_it_is_a_standby_can_listen(boolean defers) throws IOException {
        try (WireClient worker =
                (defers ? pgweir : eager).wire(DATABASE, "alice", "application_name", "odoo-" + defers)) {
            listensAsOdooDoes(worker);

            run(other, "NOTIFY cron_trigger, 'now'");
            assertThat(worker.read('A').notification()).isEqualTo("cron_trigger:now");
            assertThat(throughPgBouncer(worker)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_next_transaction_of_that_application_begins_past_it(boolean defers) throws IOException {
        PgweirProcess chosen = defers ? pgweir : eager;
        String name = "next-" + defers;
        try (WireClient worker = chosen.wire(DATABASE, "alice", "application_name", name);
                WireClient next = chosen.wire(DATABASE, "alice", "application_name", name)) {
            listensAsOdooDoes(worker);

            run(next, "BEGIN");
            assertThat(throughPgBouncer(next)).isFalse();
            run(next, "UPDATE counted SET id = id");
            run(next, "LISTEN cron_trigger");
            run(next, "COMMIT");

            run(other, "NOTIFY cron_trigger, 'now'");
            assertThat(next.read('A').notification()).isEqualTo("cron_trigger:now");
        }
    }

    @Test
    void an_application_that_needs_it_no_more_is_forgotten() throws IOException {
        try (WireClient worker = pgweir.wire(DATABASE, "alice", "application_name", "once");
                WireClient next = pgweir.wire(DATABASE, "alice", "application_name", "once")) {
            listensAsOdooDoes(worker);
            run(next, "BEGIN");
            assertThat(throughPgBouncer(next)).isFalse();
            run(next, "COMMIT");

            run(next, "BEGIN");

            assertThat(throughPgBouncer(next)).isTrue();
        }
    }

    @Test
    void a_transaction_that_changed_something_is_told_that_it_cannot_listen() throws IOException {
        run(client, "BEGIN");
        run(client, "UPDATE counted SET id = id");

        Answer answer = client.query("LISTEN cron_trigger");

        assertThat(answer.error().sqlState()).isEqualTo("0A000");
        assertThat(answer.error().field('H')).isNotEmpty();
        assertThat(answer.status()).isEqualTo('E');
        run(client, "ROLLBACK");
        assertThat(throughPgBouncer(client)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_cancel_request_ends_the_query_on_either_way(boolean direct) throws Exception {
        if (direct) {
            run(client, "SET work_mem = '7MB'");
        }
        assertThat(throughPgBouncer(client)).isNotEqualTo(direct);
        long before = System.nanoTime();
        client.simple("SELECT pg_sleep(15)").send();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)); // one that comes before the query hits nothing

        client.cancel();

        assertThat(client.answer().error().sqlState()).isEqualTo("57014");
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(value(client, "SELECT 1")).isEqualTo("1");
        assertThat(value(stranger, "SELECT 1")).isEqualTo("1");
    }
}
