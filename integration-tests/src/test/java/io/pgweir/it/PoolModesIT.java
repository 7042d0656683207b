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
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a client gives its server back: after its session, its transaction or its statement. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class PoolModesIT {
    private static final String DATABASE = "modes";

    private PgweirProcess pgweir;

    /** Three users, one mode each, one server each. */
    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: 1}")
                .with(
                        "users",
                        "{alice: {pools: {mode: session}}, bob: {pools: {mode: statement}}, carol: {pools: {size: 2}}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    private static String backend(WireClient client) throws IOException {
        return String.valueOf(client.query("SELECT inet_client_port()").value());
    }

    @Test
    void in_session_mode_a_client_keeps_its_server_and_all_its_state() throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice");
                WireClient next = pgweir.wire(DATABASE, "alice");
                Console console = pgweir.console()) {
            String server = backend(client);
            client.query("SET work_mem = '7MB'");
            client.query("CREATE TEMP TABLE mine (a int)");
            client.query("PREPARE mine AS SELECT 1");
            client.query("LISTEN news");
            client.query("SELECT pg_advisory_lock(1)");
            next.simple("SELECT count(*) FROM pg_prepared_statements").send();
            Eventually.holds(
                    () -> assertThat(console.row("POOLS", "user", "alice")).containsEntry("cl_waiting", "1"));

            assertThat(backend(client)).isEqualTo(server);
            assertThat(client.query("SHOW work_mem").value()).isEqualTo("7MB");
            assertThat(client.query("EXECUTE mine").value()).isEqualTo("1");
            assertThat(client.query("NOTIFY news, 'x'").all('A')).hasSize(1);
            client.terminate();

            assertThat(next.answer().value()).isEqualTo("0");
            assertThat(backend(next)).isEqualTo(server);
            assertThat(next.query("SHOW work_mem").value()).isEqualTo("4MB");
            assertThat(next.query("SELECT * FROM pg_listening_channels()").rows())
                    .isEmpty();
            assertThat(next.query("SELECT pg_try_advisory_lock(1)").value()).isEqualTo("t");
            assertThat(next.query("SELECT to_regclass('mine')").rows().get(0)).containsOnlyNulls();
        }
    }

    @Test
    void in_session_mode_a_client_lost_in_a_transaction_leaves_nothing() throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            client.query("CREATE TABLE IF NOT EXISTS kept (a int)");
            client.query("BEGIN; INSERT INTO kept VALUES (1); SET work_mem = '7MB'");
        }

        try (WireClient next = pgweir.wire(DATABASE, "alice")) {
            assertThat(next.query("SELECT count(*) FROM kept").value()).isEqualTo("0");
            assertThat(next.query("SHOW work_mem").value()).isEqualTo("4MB");
        }
    }

    @Test
    void in_transaction_mode_a_client_has_a_server_only_in_its_transaction() throws IOException {
        try (WireClient one = pgweir.wire(DATABASE, "carol");
                WireClient two = pgweir.wire(DATABASE, "carol");
                WireClient three = pgweir.wire(DATABASE, "carol")) {
            one.query("BEGIN");
            String server = backend(one);

            assertThat(backend(two)).isNotEqualTo(server);
            assertThat(backend(three)).isEqualTo(backend(two));
            assertThat(backend(one)).isEqualTo(server);
            one.query("COMMIT");
        }
    }

    @Test
    void in_statement_mode_every_statement_gives_its_server_back() throws IOException {
        try (WireClient one = pgweir.wire(DATABASE, "bob");
                WireClient two = pgweir.wire(DATABASE, "bob")) {
            for (int i = 0; i < 5; i++) {
                assertThat(one.query("SELECT 1; SELECT 2").tags()).hasSize(2);
                assertThat(two.query("SELECT 1").value()).isEqualTo("1");
            }
        }
    }

    @Test
    void in_statement_mode_a_transaction_is_refused_and_its_server_is_not_given_to_others() throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "bob");
                WireClient other = pgweir.wire(DATABASE, "bob")) {
            WireMessage error = client.query("BEGIN").error();

            assertThat(error.message()).isEqualTo("transaction blocks not allowed in statement pooling mode");
            assertThat(other.query("SELECT 1").status()).isEqualTo('I');
        }
    }
}
