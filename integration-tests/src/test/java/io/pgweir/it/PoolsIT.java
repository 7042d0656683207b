package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many servers pools open, whom they belong to, and who waits for whom. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class PoolsIT {
    private static final String DATABASE = "pools";

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

    private PgweirProcess start(String pools) throws IOException {
        return new PgweirConfig(postgres).with("pools", pools).start();
    }

    private static WireClient login(PgweirProcess pgweir, String user) throws IOException {
        return pgweir.wire(DATABASE, user);
    }

    /** Opens a transaction, which holds a server. */
    private static WireClient holder(PgweirProcess pgweir, String user) throws IOException {
        WireClient client = login(pgweir, user);
        assertThat(client.query("BEGIN; SELECT 1").status()).isEqualTo('T');
        return client;
    }

    private static void awaitPool(Console console, String user, String column, int count) {
        Eventually.holds(
                () -> assertThat(console.row("POOLS", "user", user).get(column)).isEqualTo(Integer.toString(count)));
    }

    private void awaitBackends(int count) {
        Eventually.holds(() -> assertThat(Sql.backends(direct, DATABASE)).isEqualTo(count));
    }

    @Test
    void who_finds_the_pool_full_waits_and_the_oldest_is_served_first() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1}");
                Console console = pgweir.console();
                WireClient holder = holder(pgweir, "alice")) {
            List<WireClient> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                WireClient waiter = login(pgweir, "alice");
                waiter.simple("SELECT " + i + ", clock_timestamp()").send();
                waiters.add(waiter);
                awaitPool(console, "alice", "cl_waiting", i + 1);
            }
            assertThat(Sql.backends(direct, DATABASE)).isEqualTo(1);

            holder.query("COMMIT");

            String before = "";
            for (WireClient waiter : waiters) {
                String served = String.valueOf(waiter.answer().rows().get(0).get(1));
                assertThat(served).isGreaterThan(before);
                before = served;
                waiter.close();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_waiter_that_leaves_is_passed_over() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1}");
                Console console = pgweir.console();
                WireClient holder = holder(pgweir, "alice");
                WireClient staying = login(pgweir, "alice")) {
            WireClient leaving = login(pgweir, "alice");
            leaving.simple("SELECT 'leaving'").send();
            awaitPool(console, "alice", "cl_waiting", 1);
            staying.simple("SELECT 'staying'").send();
            awaitPool(console, "alice", "cl_waiting", 2);

            leaving.close();
            awaitPool(console, "alice", "cl_waiting", 1);
            holder.query("COMMIT");

            assertThat(staying.answer().value()).isEqualTo("staying");
        }
    }

    @Test
    void the_reserve_opens_only_for_who_waited_long_enough() throws IOException {
        try (PgweirProcess pgweir = start("{size: 1, reserve: 1, reserve_after: 300ms}");
                WireClient holder = holder(pgweir, "alice");
                WireClient waiter = login(pgweir, "alice")) {
            long start = System.nanoTime();

            assertThat(waiter.query("BEGIN; SELECT 1").failed()).isFalse();

            assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
            awaitBackends(2);
            waiter.query("COMMIT");
            holder.query("COMMIT");
        }
    }

    @Test
    void a_pool_with_a_client_keeps_its_minimum() throws IOException {
        try (PgweirProcess pgweir = start("{size: 5, min: 3}")) {
            awaitBackends(0);

            try (WireClient client = login(pgweir, "alice")) {
                awaitBackends(3);
                assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            }
        }
        awaitBackends(0);
    }

    @Test
    void a_cap_per_database_counts_all_users_and_takes_from_the_idle() throws IOException {
        try (PgweirProcess pgweir = start("{size: 5, max_db_connections: 2}");
                Console console = pgweir.console();
                WireClient carol = login(pgweir, "carol");
                WireClient alice = holder(pgweir, "alice");
                WireClient bob = holder(pgweir, "bob")) {
            carol.simple("SELECT current_user").send();
            awaitPool(console, "carol", "cl_waiting", 1);
            awaitBackends(2);

            bob.query("COMMIT");

            assertThat(carol.answer().value()).isEqualTo("carol");
            awaitBackends(2);
            alice.query("COMMIT");
        }
    }

    @Test
    void a_cap_per_user_counts_all_databases() throws IOException {
        try (PgweirProcess pgweir = start("{size: 5, max_user_connections: 1}");
                Console console = pgweir.console();
                WireClient there = pgweir.wire("postgres", "alice");
                WireClient here = holder(pgweir, "alice");
                WireClient bob = holder(pgweir, "bob")) {
            there.simple("SELECT current_database()").send();
            Eventually.holds(
                    () -> assertThat(console.pool("postgres", "cl_waiting")).isEqualTo(1));

            here.query("COMMIT");

            assertThat(there.answer().value()).isEqualTo("postgres");
            bob.query("COMMIT");
        }
    }

    @Test
    void a_pinned_server_that_finds_no_place_in_the_pool_takes_none() throws IOException {
        try (PgweirProcess pgweir = start("{size: 5, max_db_connections: 2, max_user_connections: 1}");
                Console console = pgweir.console()) {
            try (WireClient listener = holder(pgweir, "alice")) {
                listener.query("LISTEN news; COMMIT");
                try (WireClient other = holder(pgweir, "alice")) {
                    listener.query("UNLISTEN *");
                    Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());

                    try (WireClient bob = login(pgweir, "bob")) {
                        assertThat(bob.query("SELECT 'has a place'").value()).isEqualTo("has a place");
                    }
                    other.query("COMMIT");
                }
            }
        }
    }

    @Test
    void clients_beyond_the_limit_are_refused_and_the_console_is_not() throws IOException {
        try (PgweirProcess pgweir = new PgweirConfig(postgres)
                        .with("clients", "{max: 3, max_per_user: 2}")
                        .start();
                WireClient first = login(pgweir, "alice");
                WireClient second = login(pgweir, "alice");
                WireClient oneMoreOfHers = WireClient.connect(pgweir.port())) {
            assertThat(oneMoreOfHers.startup(DATABASE, "alice").answer().error().sqlState())
                    .isEqualTo("53300");
            try (WireClient third = login(pgweir, "bob");
                    WireClient fourth = WireClient.connect(pgweir.port());
                    Console console = pgweir.console()) {
                var error = fourth.startup(DATABASE, "carol").answer().error();
                assertThat(error.sqlState()).isEqualTo("53300");
                assertThat(error.message()).contains("max_client_conn");
                assertThat(console.show("POOLS")).isNotEmpty();
                assertThat(third.query("SELECT 1").value()).isEqualTo("1");
            }
            Eventually.holds(() -> login(pgweir, "carol").close());
            assertThat(first.query("SELECT 1").value()).isEqualTo("1");
            assertThat(second.query("SELECT 1").value()).isEqualTo("1");
        }
    }
}
