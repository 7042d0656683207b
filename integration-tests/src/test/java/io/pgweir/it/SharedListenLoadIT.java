package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many listeners, many notifications: none is lost, comes twice, out of order, or to another session. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started by the tests
final class SharedListenLoadIT {
    private static final String DATABASE = "sharedload";
    private static final int CHANNELS = 4;
    private static final int LISTENERS = 3 * CHANNELS;
    private static final int PER_TRANSACTION = 500;

    private PgweirProcess pgweir;

    private void start(Postgres postgres, String mode) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: 4, listen: " + mode + "}")
                .with("session", "{max_pinned: 50}")
                .with("clients", "{max: 6000}")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        pgweir.close();
    }

    @Test
    void three_hundred_listeners_of_a_database_cost_one_server_connection(Postgres postgres) throws Exception {
        listenersCostOneConnection(postgres, 300);
    }

    @Test
    @Tag("long")
    @Deadline(seconds = 300)
    void five_thousand_listeners_of_a_database_cost_one_server_connection(Postgres postgres) throws Exception {
        listenersCostOneConnection(postgres, 5_000);
    }

    private void listenersCostOneConnection(Postgres postgres, int count) throws Exception {
        start(postgres, "shared");
        List<WireClient> listeners = new ArrayList<>();
        try (WireClient sender = pgweir.wire(DATABASE, "alice");
                Connection direct = Sql.direct(postgres, DATABASE)) {
            for (int i = 0; i < count; i++) {
                WireClient listener = pgweir.wire(DATABASE, i % 2 == 0 ? "alice" : "bob");
                listeners.add(listener);
                assertThat(listener.query("LISTEN everybody; LISTEN only" + i).failed())
                        .isFalse();
            }
            String listening = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgweir listen'";
            assertThat(Sql.one(direct, listening)).isEqualTo("1");
            assertThat(Sql.backends(direct, DATABASE)).isLessThanOrEqualTo(1 + 2 * 4);

            sender.query("NOTIFY everybody, 'all'");
            for (int i = 0; i < count; i++) {
                sender.query("NOTIFY only" + i + ", 'one'");
            }

            for (int i = 0; i < count; i++) {
                assertThat(listeners.get(i).read().notification()).isEqualTo("everybody:all");
                assertThat(listeners.get(i).read().notification()).isEqualTo("only" + i + ":one");
            }
        } finally {
            for (WireClient listener : listeners) {
                listener.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pinned", "shared"})
    void twenty_thousand_notifications_arrive(String mode, Postgres postgres) throws Exception {
        start(postgres, mode);
        notificationsArrive(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pinned", "shared"})
    @Tag("long")
    @Deadline(seconds = 300)
    void a_million_notifications_arrive(String mode, Postgres postgres) throws Exception {
        start(postgres, mode);
        notificationsArrive(1_000_000);
    }

    /** Some listeners only listen, others run queries and transactions, others listen and unlisten elsewhere, too. */
    private void notificationsArrive(int count) throws Exception {
        CountDownLatch listening = new CountDownLatch(LISTENERS);
        Together.run(LISTENERS + CHANNELS, number -> {
            if (number < LISTENERS) {
                listen(number, count / CHANNELS, listening);
            } else {
                listening.await();
                send(number - LISTENERS, count / CHANNELS);
            }
        });
    }

    private void listen(int number, int count, CountDownLatch listening) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            String channel = "feed" + number % CHANNELS;
            assertThat(client.query("LISTEN " + channel).failed()).isFalse();
            listening.countDown();
            int heard = 0;
            while (heard < count) {
                WireMessage message = client.read();
                assertThat(message.notification()).isEqualTo(channel + ":" + heard++);
                if (heard % 997 == 0) {
                    for (String sql : meanwhile(number / CHANNELS)) {
                        heard = hear(client.query(sql), channel, heard);
                    }
                }
            }
            assertThat(client.query("SELECT 1").all('A')).isEmpty();
        }
    }

    private static List<String> meanwhile(int kind) {
        return switch (kind) {
            case 0 -> List.of();
            case 1 -> List.of("SELECT 1", "BEGIN", "SELECT 1", "COMMIT");
            default -> List.of("LISTEN another", "BEGIN; UNLISTEN another; COMMIT", "DO 'BEGIN END'");
        };
    }

    private static int hear(Answer answer, String channel, int before) {
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        int heard = before;
        for (WireMessage message : answer.all('A')) {
            assertThat(message.notification()).isEqualTo(channel + ":" + heard++);
        }
        return heard;
    }

    private void send(int number, int count) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, "alice")) {
            for (int i = 0; i < count; i += PER_TRANSACTION) {
                Answer sent = client.query("SELECT count(pg_notify('feed" + number + "', i::text))"
                        + " FROM generate_series(" + i + ", " + (i + PER_TRANSACTION - 1) + ") i");
                assertThat(sent.failed()).as(sent.toString()).isFalse();
            }
        }
    }
}
