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
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancel request reaches the query that it was meant for, and never another. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class CancelIT {
    private static final String DATABASE = "canceling";
    private static final String CANCELED = "57014";
    private static final int POOL = 3;
    private static final int CANCELERS = 6;
    private static final int VICTIMS = 6;
    private static final int CANCELS_EACH = 120;

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private Postgres postgres;
    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: " + POOL + "}")
                .with("log", "{connections: off, disconnections: off}")
                .start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    private WireClient login() throws IOException {
        return pgweir.wire(DATABASE, "alice");
    }

    /** Waits until PostgreSQL runs such a query. */
    private void awaitRunning(String query, int count) throws SQLException {
        try (Connection direct = Sql.direct(postgres, DATABASE)) {
            Eventually.holds(() -> assertThat(Sql.column(
                            direct,
                            "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query = '" + query + "'"))
                    .hasSize(count));
        }
    }

    @Test
    void a_query_is_canceled_and_the_session_goes_on() throws IOException, SQLException {
        try (WireClient client = login()) {
            client.simple("SELECT pg_sleep(25)").send();
            awaitRunning("SELECT pg_sleep(25)", 1);

            client.cancel();

            assertThat(client.answer().error().sqlState()).isEqualTo(CANCELED);
            assertThat(client.query("SELECT 'goes on'").value()).isEqualTo("goes on");
        }
    }

    @Test
    void only_the_query_of_that_client_is_canceled() throws IOException, SQLException {
        try (WireClient client = login();
                WireClient other = login()) {
            other.simple("SELECT pg_sleep(1.5)").send();
            client.simple("SELECT pg_sleep(25)").send();
            awaitRunning("SELECT pg_sleep(25)", 1);

            WireClient.cancel(pgweir.port(), client.pid(), client.secret() + 1);
            WireClient.cancel(pgweir.port(), client.pid() + 1_000, client.secret());
            client.cancel();

            assertThat(client.answer().error().sqlState()).isEqualTo(CANCELED);
            assertThat(other.answer().failed()).isFalse();
        }
    }

    @Test
    void in_a_transaction_the_transaction_fails_and_its_server_is_clean_afterwards() throws IOException, SQLException {
        try (WireClient client = login()) {
            client.query("BEGIN");
            client.parse("", "SELECT pg_sleep(24)")
                    .bind("", "")
                    .execute("", 0)
                    .sync()
                    .send();
            awaitRunning("SELECT pg_sleep(24)", 1);

            client.cancel();

            Answer answer = client.answer();
            assertThat(answer.error().sqlState()).isEqualTo(CANCELED);
            assertThat(answer.status()).isEqualTo('E');
            assertThat(client.query("ROLLBACK").status()).isEqualTo('I');
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void who_waits_for_a_server_is_canceled_without_one() throws IOException {
        WireClient[] holders = new WireClient[POOL];
        try (WireClient client = login();
                Console console = pgweir.console()) {
            for (int i = 0; i < POOL; i++) {
                holders[i] = login();
                holders[i].query("BEGIN; SELECT 1");
            }
            client.simple("SELECT 'never runs'").send();
            Eventually.holds(
                    () -> assertThat(console.pool(DATABASE, "cl_waiting")).isEqualTo(1));

            client.cancel();

            assertThat(client.answer().error().sqlState()).isEqualTo(CANCELED);
            for (WireClient holder : holders) {
                assertThat(holder.query("COMMIT").tags()).containsExactly("COMMIT");
                holder.close();
            }
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    void who_does_nothing_notices_nothing() throws IOException {
        try (WireClient client = login();
                WireClient other = login()) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");

            client.cancel();

            assertThat(other.query("SELECT 2").value()).isEqualTo("2");
            assertThat(client.query("SELECT 3").value()).isEqualTo("3");
        }
    }

    @Test
    void a_client_with_a_server_of_its_own_is_canceled_there() throws IOException, SQLException {
        try (WireClient client = login()) {
            client.query("LISTEN news");
            client.simple("SELECT pg_sleep(23)").send();
            awaitRunning("SELECT pg_sleep(23)", 1);

            client.cancel();

            assertThat(client.answer().error().sqlState()).isEqualTo(CANCELED);
            assertThat(client.query("NOTIFY news, 'x'").all('A')).hasSize(1);
        }
    }

    /** Cancels come while, just before and just after the queries that they are meant for, which never last long. */
    @Test
    void under_a_storm_of_cancels_nobody_elses_query_is_canceled() throws Exception {
        CountDownLatch stormy = new CountDownLatch(CANCELERS);
        AtomicInteger hits = new AtomicInteger();
        AtomicInteger unharmed = new AtomicInteger();

        Together.run(CANCELERS + VICTIMS, number -> {
            if (number < CANCELERS) {
                beCanceled(hits, stormy);
            } else {
                beVictim(stormy, unharmed);
            }
        });

        assertThat(hits.get()).isPositive();
        assertThat(unharmed.get()).isGreaterThan(CANCELERS * 10);
    }

    private void beCanceled(AtomicInteger hits, CountDownLatch stormy) throws IOException {
        try (WireClient client = login()) {
            for (int i = 0; i < CANCELS_EACH; i++) {
                client.simple(i % 2 == 0 ? "SELECT pg_sleep(0.003)" : "SELECT 1")
                        .send();
                client.cancel();
                Answer answer = client.answer();
                if (answer.failed()) {
                    assertThat(answer.error().sqlState()).isEqualTo(CANCELED);
                    hits.incrementAndGet();
                }
            }
        } finally {
            stormy.countDown();
        }
    }

    private void beVictim(CountDownLatch stormy, AtomicInteger unharmed) throws IOException {
        try (WireClient client = login()) {
            while (stormy.getCount() > 0) {
                Answer answer = client.query("SELECT count(*) FROM generate_series(1, 3000)");
                assertThat(answer.failed()).as(answer.toString()).isFalse();
                unharmed.incrementAndGet();
            }
        }
    }
}
