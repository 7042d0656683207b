package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.PostgresProcess;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that dies, hangs, refuses and comes back: nobody gets a wrong answer, and work resumes by itself. */
@IntegrationTest
final class FailureIT {
    private static final String DATABASE = "postgres";

    @SuppressWarnings("NullAway.Init") // started before each test
    private PostgresProcess postgres;

    @SuppressWarnings("NullAway.Init") // started before each test
    private PgweirProcess pgweir;

    @BeforeEach
    void start() throws IOException, SQLException {
        postgres = Postgres.startProcess(Map.of("max_connections", "12", "superuser_reserved_connections", "3"));
        Sql.roles(postgres);
        pgweir = new PgweirConfig(postgres)
                .with("connections", "{login_retry: 1s, connect_timeout: 2s, check_delay: 0}")
                .with("pools", "{size: 4, query_wait_timeout: 20s}")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        pgweir.close();
        postgres.close();
    }

    private WireClient client() throws IOException {
        return pgweir.wire(DATABASE, "alice");
    }

    @Test
    void a_backend_that_is_killed_costs_its_client_only() throws IOException, SQLException {
        try (WireClient victim = client();
                WireClient other = client()) {
            victim.query("BEGIN");
            String backend =
                    String.valueOf(victim.query("SELECT pg_backend_pid()").value());
            other.query("SELECT 1");

            Sql.direct(postgres, DATABASE, "SELECT pg_terminate_backend(" + backend + ")");

            Answer end = victim.answer();
            assertThat(end.closed()).isTrue();
            assertThat(end.error().sqlState()).isEqualTo("57P01");
            assertThat(other.query("SELECT 'other'").value()).isEqualTo("other");
        }
    }

    @Test
    void idle_servers_that_are_killed_cost_nobody_anything() throws IOException, SQLException {
        try (WireClient client = client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.query("SELECT 1").value()).isEqualTo("1");
                Sql.direct(
                        postgres,
                        DATABASE,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'alice'");
                try (Connection direct = Sql.direct(postgres, DATABASE)) {
                    await().until(() -> Sql.column(direct, "SELECT 1 FROM pg_stat_activity WHERE usename = 'alice'")
                            .isEmpty());
                }
            }
        }
    }

    @Test
    void clients_wait_through_a_restart_of_the_server() throws IOException {
        try (WireClient client = client();
                WireClient busy = client()) {
            client.query("SELECT 1");
            busy.query("BEGIN; SELECT 1");
            postgres.stop();

            client.simple("SELECT 'after the restart'").send();
            assertThat(busy.query("SELECT 1").closed()).isTrue();
            postgres.restart();

            assertThat(client.answer().value()).isEqualTo("after the restart");
        }
    }

    @Test
    void a_client_that_comes_while_the_server_is_away_waits() throws IOException {
        postgres.stop();
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup(DATABASE, "alice");
            pgweir.process().awaitLine("closing because: connect failed");
            postgres.restart();

            assertThat(client.answer().status()).isEqualTo('I');
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void a_server_that_hangs_holds_up_its_clients_and_then_goes_on() throws IOException {
        try (WireClient client = client();
                Console console = pgweir.console()) {
            client.query("SELECT 1");
            postgres.hang();
            client.simple("SELECT 'late'").send();
            await().until(() -> console.pool(DATABASE, "sv_tested") + console.pool(DATABASE, "sv_active") > 0);

            postgres.goOn();

            assertThat(client.answer().value()).isEqualTo("late");
        }
    }

    @Test
    void new_clients_of_a_server_that_hangs_wait_until_it_goes_on() throws IOException {
        postgres.hang();
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup(DATABASE, "alice");
            pgweir.process().awaitLine("connect timeout");

            postgres.goOn();

            assertThat(client.answer().status()).isEqualTo('I');
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void a_server_that_is_full_makes_clients_wait_until_it_is_not() throws IOException, SQLException {
        List<Connection> others = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            others.add(DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + DATABASE, "bob", ""));
        }
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup(DATABASE, "alice");
            pgweir.process().awaitLine("code=53300");

            for (Connection each : others) {
                each.close();
            }

            assertThat(client.answer().status()).isEqualTo('I');
            assertThat(client.query("SELECT 'room'").value()).isEqualTo("room");
        }
    }

    @Test
    void a_server_that_refuses_a_role_gives_its_own_error_and_takes_it_later() throws IOException, SQLException {
        Sql.direct(postgres, DATABASE, "ALTER ROLE carol NOLOGIN");
        assertThatThrownBy(() -> pgweir.connect(DATABASE, "carol").close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is not permitted to log in")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("28000");

        Sql.direct(postgres, DATABASE, "ALTER ROLE carol LOGIN");

        await().ignoreExceptions()
                .untilAsserted(() -> pgweir.connect(DATABASE, "carol").close());
    }

    @Test
    void no_client_gets_rows_of_another_while_backends_die() throws IOException, SQLException {
        try (Connection direct = Sql.direct(postgres, DATABASE)) {
            for (int round = 0; round < 20; round++) {
                List<WireClient> clients = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    WireClient client = client();
                    client.simple("SELECT 'mine " + i + "' FROM pg_sleep(0.01)").send();
                    clients.add(client);
                }
                Sql.run(
                        direct,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'alice' LIMIT 1");
                for (int i = 0; i < 8; i++) {
                    Answer answer = clients.get(i).answer();
                    if (answer.failed()) {
                        // the server's word, or ours when a reset overtook it
                        assertThat(answer.error().sqlState()).isIn("57P01", "08006");
                    } else {
                        assertThat(answer.value()).isEqualTo("mine " + i);
                    }
                    clients.get(i).close();
                }
            }
        }
        try (Console console = pgweir.console()) {
            await().until(() -> console.pool(DATABASE, "sv_active") == 0);
        }
    }

    @Test
    void listeners_are_told_when_their_server_is_lost() throws IOException {
        try (WireClient listener = client()) {
            assertThat(listener.query("LISTEN news").tags()).containsExactly("LISTEN");

            postgres.stop();

            Answer end = listener.answer();
            assertThat(end.closed()).isTrue();
            assertThat(end.error().sqlState()).startsWith("57P");
            postgres.restart();
        }
    }
}
