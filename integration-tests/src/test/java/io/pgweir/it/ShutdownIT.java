package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways to end a pgweir from its console. */
@IntegrationTest
final class ShutdownIT {
    @SuppressWarnings("NullAway.Init") // started before each test
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Console console;

    @BeforeEach
    void start(Postgres postgres) throws IOException {
        pgweir = new PgweirConfig(postgres).start();
        console = pgweir.console();
    }

    @AfterEach
    void stop() throws IOException {
        console.close();
        pgweir.close();
    }

    private WireClient client() throws IOException {
        return pgweir.wire("postgres", "alice");
    }

    @Test
    void shutdown_ends_the_process_at_once() throws IOException {
        try (WireClient client = client()) {
            client.query("BEGIN; SELECT 1");

            console.client().simple("SHUTDOWN").send();

            assertThat(pgweir.process().awaitExit()).isZero();
            assertThat(client.answer().closed()).isTrue();
        }
    }

    @Test
    void shutdown_that_waits_for_clients_lets_them_finish_and_takes_no_new_ones() throws IOException {
        try (WireClient client = client()) {
            console.run("SHUTDOWN WAIT_FOR_CLIENTS");

            assertThat(client.query("SELECT 'still here'").value()).isEqualTo("still here");
            await().untilAsserted(() -> assertThatThrownBy(this::client).isInstanceOf(IOException.class));
        }
        assertThat(pgweir.process().awaitExit()).isZero();
    }

    @Test
    void shutdown_that_waits_for_servers_lets_transactions_finish() throws IOException {
        try (WireClient client = client()) {
            client.query("BEGIN; SELECT 1");
            console.run("SHUTDOWN WAIT_FOR_SERVERS");

            assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
        }
        assertThat(pgweir.process().awaitExit()).isZero();
    }
}
