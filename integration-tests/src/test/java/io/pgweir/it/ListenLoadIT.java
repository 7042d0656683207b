package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many listeners beside a working pool: each hears everything, once and in order. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class ListenLoadIT {
    private static final String DATABASE = "listenload";
    private static final int POOL = 4;
    private static final int WORKERS = 8;
    private static final int PER_TRANSACTION = 5;

    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE TABLE counters (id int PRIMARY KEY, n int)",
                "INSERT INTO counters SELECT i, 0 FROM generate_series(0, 99) i",
                "GRANT ALL ON counters TO PUBLIC");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + POOL + "}")
                .with("session", "{max_pinned: 100}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    @Test
    void twenty_listeners_on_a_pool_of_four_hear_everything_in_order() throws Exception {
        listenUnderLoad(20, 500);
    }

    @Test
    @Tag("long")
    @Deadline(seconds = 300)
    void a_hundred_listeners_on_a_pool_of_four_hear_everything_in_order() throws Exception {
        listenUnderLoad(100, 10_000);
    }

    private void listenUnderLoad(int listeners, int notifications) throws Exception {
        CountDownLatch listening = new CountDownLatch(listeners);
        CountDownLatch heard = new CountDownLatch(listeners);
        AtomicInteger transactions = new AtomicInteger();
        Together.run(listeners + WORKERS + 1, number -> {
            if (number < listeners) {
                listen(notifications, listening, heard);
            } else if (number == listeners) {
                listening.await();
                send(notifications);
            } else {
                work(number, heard, transactions);
            }
        });

        assertThat(transactions.get()).isGreaterThan(notifications / PER_TRANSACTION / 10);
        try (Console console = pgweir.console()) {
            Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());
            assertThat(console.pool(DATABASE, "sv_idle")).isBetween(1, POOL);
        }
    }

    private void listen(int notifications, CountDownLatch listening, CountDownLatch heard) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            assertThat(client.query("LISTEN feed").failed()).isFalse();
            listening.countDown();
            for (int i = 0; i < notifications; i++) {
                assertThat(client.read().notification()).isEqualTo("feed:" + i);
            }
            assertThat(client.query("SELECT 1").all('A')).isEmpty();
        } finally {
            heard.countDown();
        }
    }

    private void send(int notifications) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            for (int i = 0; i < notifications; i += PER_TRANSACTION) {
                client.query("BEGIN");
                for (int each = i; each < i + PER_TRANSACTION; each++) {
                    client.query("SELECT pg_notify('feed', '" + each + "')");
                }
                assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
            }
        }
    }

    private void work(int number, CountDownLatch heard, AtomicInteger transactions) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            while (heard.getCount() > 0) {
                client.query("BEGIN");
                client.query("UPDATE counters SET n = n + 1 WHERE id = " + number % 100);
                assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
                transactions.incrementAndGet();
            }
        }
    }
}
