package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators hold, end and refuse on the console, beside what ConsoleIT has. */
@IntegrationTest
@ParameterizedClass
@EnumSource(
        value = Variant.class,
        names = {"ONE_LOOP", "THREE_LOOPS"})
final class ConsoleSwitchesIT {
    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Console console;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException {
        pgweir = new PgweirConfig(postgres).variant(variant).start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    @BeforeEach
    void open() throws IOException {
        console = pgweir.console();
    }

    @AfterEach
    void close() throws IOException {
        console.close();
    }

    private String error(String command) throws IOException {
        return console.client().query(command).error().message();
    }

    @ParameterizedTest
    @CsvSource({
        "KILL pgbouncer, cannot kill admin db: pgbouncer",
        "WAIT_CLOSE pgbouncer, cannot wait in admin db: pgbouncer",
        "DISABLE, a database is required",
        "ENABLE, a database is required",
        "DISABLE pgbouncer, cannot disable admin db: pgbouncer",
        "ENABLE pgweir, cannot disable admin db: pgweir",
        "RESUME, pooler is not paused/suspended",
        "RESUME postgres, database postgres is not paused"
    })
    void what_cannot_be_switched_says_why(String command, String why) throws IOException {
        assertThat(error(command)).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KILL",
                "KILL postgres",
                "DISABLE postgres",
                "ENABLE postgres",
                "SUSPEND",
                "WAIT_CLOSE",
                "SET default_pool_size = 3",
                "SHOW FDS"
            })
    void who_may_only_look_may_not_switch(String command) throws IOException {
        try (WireClient looking = pgweir.wire(PgweirProcess.CONSOLE, "stats")) {
            assertThat(looking.query(command).error().message()).isEqualTo("admin access needed");
        }
    }

    @Test
    void a_killed_database_loses_its_sessions_and_holds_new_ones_until_resume() throws IOException {
        try (WireClient busy = pgweir.wire("postgres", "alice");
                WireClient other = pgweir.wire("template1", "alice")) {
            busy.query("BEGIN; SELECT 1");

            assertThat(console.run("KILL postgres").tags()).containsExactly("KILL");

            Answer end = busy.answer();
            assertThat(end.error().message()).isEqualTo("database removed");
            assertThat(end.closed()).isTrue();
            assertThat(other.query("SELECT 1").value()).isEqualTo("1");
        }
        try (WireClient held = WireClient.connect(pgweir.port())) {
            held.startup("postgres", "alice");
            await().until(() -> !console.rows("POOLS", row -> "1".equals(row.get("cl_waiting")))
                    .isEmpty());
            assertThat(console.row("DATABASES", "name", "postgres")).containsEntry("paused", "1");

            assertThat(console.run("RESUME postgres").tags()).containsExactly("RESUME");
            assertThat(held.answer().status()).isEqualTo('I');
        }
    }

    @Test
    void kill_of_all_is_undone_by_resume() throws IOException {
        try (WireClient one = pgweir.wire("postgres", "alice");
                WireClient two = pgweir.wire("template1", "bob")) {
            one.query("SELECT 1");
            two.query("SELECT 1");

            console.run("KILL");

            assertThat(one.answer().error().message()).isEqualTo("database removed");
            assertThat(two.answer().error().message()).isEqualTo("database removed");
            assertThat(console.show("SERVERS")).isEmpty();
        }
        console.run("RESUME");
        try (WireClient again = pgweir.wire("postgres", "alice")) {
            assertThat(again.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void a_disabled_database_refuses_new_sessions_only() throws IOException {
        try (WireClient before = pgweir.wire("postgres", "alice");
                WireClient after = WireClient.connect(pgweir.port())) {
            assertThat(console.run("DISABLE postgres").tags()).containsExactly("DISABLE");

            Answer refused = after.startup("postgres", "alice").answer();
            assertThat(refused.error().message()).isEqualTo("database \"postgres\" is disabled");
            assertThat(refused.closed()).isTrue();
            assertThat(before.query("SELECT 1").value()).isEqualTo("1");
            assertThat(console.row("DATABASES", "name", "postgres")).containsEntry("disabled", "1");

            assertThat(console.run("ENABLE postgres").tags()).containsExactly("ENABLE");
        }
        try (WireClient again = pgweir.wire("postgres", "alice")) {
            assertThat(again.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void suspend_reads_nothing_until_resume() throws IOException {
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            client.query("BEGIN; SELECT 1");

            assertThat(console.run("SUSPEND").tags()).containsExactly("SUSPEND");
            client.simple("SELECT 'held'").send();

            await().until(() -> console.rows(
                                    "SOCKETS",
                                    row -> "alice".equals(row.get("user"))
                                            && "C".equals(row.get("type"))
                                            && !"0".equals(row.get("pkt_avail")))
                            .size()
                    == 1);
            assertThat(console.row("STATE", "key", "suspended")).containsEntry("value", "yes");
            assertThat(error("PAUSE")).isEqualTo("already suspended/paused");
            assertThat(error("SUSPEND")).isEqualTo("already suspended/paused");
            console.run("RESUME");
            assertThat(client.answer().value()).isEqualTo("held");
            assertThat(console.row("STATE", "key", "active")).containsEntry("value", "yes");
        }
    }

    @Test
    void suspend_ends_with_the_session_that_ordered_it() throws IOException {
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            try (Console other = pgweir.console()) {
                other.run("SUSPEND");
                client.simple("SELECT 'held'").send();
            }
            assertThat(client.answer().value()).isEqualTo("held");
        }
    }

    @Test
    void suspend_is_refused_while_a_database_is_paused() throws IOException {
        console.run("PAUSE postgres");

        assertThat(error("SUSPEND")).isEqualTo("cannot suspend with paused databases");
        assertThat(error("RESUME")).isEqualTo("pooler is not paused/suspended");
        console.run("RESUME postgres");
    }

    @Test
    void wait_close_waits_for_the_servers_of_before() throws IOException {
        try (WireClient client = pgweir.wire("postgres", "alice");
                Console waiting = pgweir.console()) {
            client.query("BEGIN; SELECT 1");
            console.run("RECONNECT postgres");
            waiting.client().simple("WAIT_CLOSE postgres").send();
            assertThat(console.rows("SERVERS", row -> "1".equals(row.get("close_needed"))))
                    .hasSize(1);

            client.query("COMMIT");

            assertThat(waiting.client().answer().tags()).containsExactly("WAIT_CLOSE");
            assertThat(console.rows("SERVERS", row -> "1".equals(row.get("close_needed"))))
                    .isEmpty();
        }
    }
}
