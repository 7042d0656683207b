package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long a server connection is used, and how it is checked before it is used again. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class ServerLifeIT {
    private static final String DATABASE = "serverlife";

    private Postgres postgres;
    private Connection direct;

    @BeforeAll
    void database(Postgres shared) throws SQLException {
        postgres = shared;
        Sql.database(postgres, DATABASE);
        direct = Sql.direct(postgres, "postgres");
    }

    @AfterAll
    void close() throws SQLException {
        direct.close();
    }

    private PgweirProcess start(String pools, String connections) throws IOException {
        return new PgweirConfig(postgres)
                .with("pools", pools.replace("}", ", session_state: pgbouncer}")) // a process id asked for would pin
                .with("connections", connections)
                .start();
    }

    private static String backend(WireClient client) throws IOException {
        return String.valueOf(client.query("SELECT pg_backend_pid()").value());
    }

    private void awaitBackends(int count) {
        Eventually.holds(() -> assertThat(Sql.backends(direct, DATABASE)).isEqualTo(count));
    }

    @Test
    void a_server_that_is_old_enough_is_replaced() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1}", "{lifetime: 400ms}");
                WireClient client = pgweir.wire(DATABASE, "alice")) {
            String first = backend(client);

            Eventually.holds(() -> assertThat(backend(client)).isNotEqualTo(first));
        }
    }

    @Test
    void a_server_is_not_replaced_in_the_middle_of_a_transaction() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1}", "{lifetime: 200ms}");
                WireClient client = pgweir.wire(DATABASE, "alice")) {
            client.query("BEGIN");
            String first = backend(client);
            client.query("SELECT pg_sleep(0.6)");

            assertThat(backend(client)).isEqualTo(first);
            client.query("COMMIT");
            Eventually.holds(() -> assertThat(backend(client)).isNotEqualTo(first));
        }
    }

    @Test
    void without_a_lifetime_each_server_is_used_once() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1}", "{lifetime: 0}");
                WireClient client = pgweir.wire(DATABASE, "alice")) {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                assertThat(seen.add(backend(client))).isTrue();
            }
        }
    }

    @Test
    void servers_that_nobody_needs_are_closed_down_to_the_minimum() throws IOException {
        try (PgweirProcess pgweir = start("{size: 3, min: 1}", "{idle_timeout: 400ms}");
                WireClient one = pgweir.wire(DATABASE, "alice");
                WireClient two = pgweir.wire(DATABASE, "alice");
                WireClient three = pgweir.wire(DATABASE, "alice")) {
            one.query("BEGIN; SELECT 1");
            two.query("BEGIN; SELECT 1");
            three.query("BEGIN; SELECT 1");
            awaitBackends(3);

            one.query("COMMIT");
            two.query("COMMIT");
            three.query("COMMIT");

            awaitBackends(1);
            assertThat(one.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void a_server_that_died_at_rest_is_noticed_before_it_is_used() throws IOException, SQLException {
        try (PgweirProcess pgweir = start("{size: 2}", "{check_delay: 0, check_query: SELECT 1}");
                WireClient client = pgweir.wire(DATABASE, "alice")) {
            for (int i = 0; i < 5; i++) {
                String pid = backend(client);
                Sql.column(direct, "SELECT pg_terminate_backend(" + pid + ")");

                assertThat(backend(client)).isNotEqualTo(pid);
            }
        }
    }

    @Test
    void servers_are_used_in_turn_or_the_last_one_first() throws IOException {
        for (boolean inTurn : new boolean[] {true, false}) {
            try (PgweirProcess pgweir = start("{size: 2, round_robin: " + (inTurn ? "on" : "off") + "}", "{}");
                    WireClient client = pgweir.wire(DATABASE, "alice");
                    WireClient other = pgweir.wire(DATABASE, "alice")) {
                client.query("BEGIN; SELECT 1");
                other.query("SELECT 1");
                client.query("COMMIT"); // two servers are at rest
                Set<String> seen = new HashSet<>();
                for (int i = 0; i < 6; i++) {
                    seen.add(backend(client));
                }

                assertThat(seen).hasSize(inTurn ? 2 : 1);
            }
        }
    }

    @Test
    void what_the_operator_wants_is_run_on_every_new_server() throws IOException {
        try (PgweirProcess pgweir = new PgweirConfig(postgres)
                        .with(
                                "databases",
                                "{" + DATABASE + ": {server: main, connect_query: \"SET work_mem = '6MB'\","
                                        + " parameters: {timezone: Asia/Tokyo}}}")
                        .start();
                WireClient client = pgweir.wire(DATABASE, "alice")) {
            assertThat(client.query("SHOW work_mem").value()).isEqualTo("6MB");
            assertThat(client.query("SHOW timezone").value()).isEqualTo("Asia/Tokyo");
            assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
        }
    }
}
