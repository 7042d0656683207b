package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many clients, few servers: what pooling is for. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class SharingIT {
    private static final String DATABASE = "sharing";
    private static final int POOL = 3;
    private static final String[] USERS = {"alice", "bob", "carol"};

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private Postgres postgres;
    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE TABLE counters (id int PRIMARY KEY, n int)",
                "INSERT INTO counters SELECT i, 0 FROM generate_series(0, 9) i",
                "GRANT ALL ON counters TO PUBLIC");
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

    @Test
    void a_hundred_clients_share_three_servers_and_postgresql_sees_no_more() throws Exception {
        CountDownLatch finished = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        Thread observer = new Thread(() -> observe(finished, most), "observer");
        observer.start();

        Together.run(100, number -> {
            try (WireClient client = pgweir.wire(DATABASE, "alice")) {
                for (int i = 0; i < 20; i++) {
                    client.query("BEGIN");
                    client.query("UPDATE counters SET n = n + 1 WHERE id = " + (number + i) % 10);
                    assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
                }
            }
        });
        finished.countDown();
        observer.join();

        assertThat(most.get()).isBetween(1, POOL);
        try (Connection direct = Sql.direct(postgres, DATABASE)) {
            assertThat(Sql.one(direct, "SELECT sum(n) FROM counters")).isEqualTo("2000");
            Sql.run(direct, "UPDATE counters SET n = 0");
        }
    }

    private void observe(CountDownLatch finished, AtomicInteger most) {
        try (Connection direct = Sql.direct(postgres, "postgres")) {
            while (!finished.await(5, TimeUnit.MILLISECONDS)) {
                most.accumulateAndGet(Sql.backends(direct, DATABASE), Math::max);
            }
        } catch (SQLException e) {
            most.set(Integer.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void clients_that_come_and_go_leave_nothing_behind() throws Exception {
        Together.run(9, number -> {
            for (int i = 0; i < 60; i++) {
                try (WireClient client = pgweir.wire(DATABASE, USERS[number % USERS.length])) {
                    assertThat(client.query("SELECT " + i).value()).isEqualTo(Integer.toString(i));
                    if (i % 3 == 0) {
                        client.terminate();
                    } else if (i % 3 == 1) {
                        client.query("BEGIN");
                        client.query("SELECT 'left in a transaction'");
                    }
                }
            }
        });

        try (Console console = pgweir.console()) {
            Eventually.holds(() -> assertThat(console.rows("CLIENTS", row -> DATABASE.equals(row.get("database"))))
                    .isEmpty());
            for (String user : USERS) {
                Eventually.holds(() -> {
                    var pool = console.row("POOLS", "user", user);
                    assertThat(pool.get("sv_active")).isEqualTo("0");
                    assertThat(pool.get("cl_active")).isEqualTo("0");
                    assertThat(Integer.parseInt(String.valueOf(pool.get("sv_idle"))))
                            .isBetween(1, POOL);
                });
            }
        }
    }

    @Test
    void each_client_gets_its_own_rows() throws Exception {
        Together.run(30, number -> {
            String mine = USERS[number % USERS.length] + "-" + number;
            try (WireClient client = pgweir.wire(DATABASE, USERS[number % USERS.length])) {
                for (int i = 0; i < 50; i++) {
                    String sql = "SELECT '" + mine + "', current_user, " + i;
                    assertThat(client.query(sql).rows().get(0))
                            .containsExactly(mine, USERS[number % USERS.length], Integer.toString(i));
                }
            }
        });
    }
}
