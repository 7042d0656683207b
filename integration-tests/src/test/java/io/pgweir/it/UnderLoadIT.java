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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators do while clients work: the clients notice a pause at most. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class UnderLoadIT {
    private static final String DATABASE = "underload";
    private static final String[] USERS = {"alice", "bob", "carol"};
    private static final int CLIENTS = 12;
    private static final int ROUNDS = 5;

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private Postgres postgres;
    private PgweirProcess pgweir;
    private Connection direct;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Sql.database(postgres, DATABASE);
        direct = Sql.direct(postgres, "postgres");
        pgweir = config(3).start();
    }

    private PgweirConfig config(int size) {
        return new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: " + size + "}")
                .with("log", "{connections: off, disconnections: off}");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException, SQLException {
        direct.close();
        pgweir.close();
    }

    /** What an operator does, while clients work. */
    private interface Operation {
        void run(AtomicInteger transactions) throws Exception;
    }

    /** Every transaction of every client must succeed, whatever the operator does. */
    private void underLoad(Operation operation) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger transactions = new AtomicInteger();
        Together.run(CLIENTS + 1, number -> {
            if (number == CLIENTS) {
                try {
                    operation.run(transactions);
                } finally {
                    over.set(true);
                }
            } else {
                work(USERS[number % USERS.length], over, transactions);
            }
        });
    }

    private void work(String user, AtomicBoolean over, AtomicInteger transactions) throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, user)) {
            while (!over.get()) {
                client.query("BEGIN");
                assertThat(client.query("SELECT current_user").value()).isEqualTo(user);
                assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
                transactions.incrementAndGet();
            }
        }
    }

    private static void awaitMore(AtomicInteger transactions) {
        int now = transactions.get();
        Eventually.holds(() -> assertThat(transactions.get()).isGreaterThan(now + 2 * CLIENTS));
    }

    private static void awaitWaiting(Console console) {
        Eventually.holds(() -> assertThat(console.rows("CLIENTS", row -> "waiting".equals(row.get("state"))))
                .hasSize(CLIENTS));
    }

    @Test
    void a_pause_waits_for_transactions_holds_the_next_ones_and_loses_none() throws Exception {
        underLoad(transactions -> {
            try (Console console = pgweir.console()) {
                for (int i = 0; i < ROUNDS; i++) {
                    awaitMore(transactions);
                    console.run("PAUSE " + DATABASE);

                    awaitWaiting(console);
                    Eventually.holds(
                            () -> assertThat(Sql.backends(direct, DATABASE)).isZero());
                    int paused = transactions.get();
                    console.run("SHOW POOLS");
                    assertThat(transactions.get()).isEqualTo(paused);

                    console.run("RESUME " + DATABASE);
                }
                awaitMore(transactions);
            }
        });
    }

    @Test
    void new_servers_replace_all_others_and_nobody_notices() throws Exception {
        underLoad(transactions -> {
            try (Console console = pgweir.console()) {
                for (int i = 0; i < ROUNDS; i++) {
                    awaitMore(transactions);
                    String newest = Sql.one(direct, "SELECT now()");
                    console.run("RECONNECT");

                    Eventually.holds(() -> assertThat(Sql.column(
                                    direct,
                                    "SELECT pid FROM pg_stat_activity WHERE datname = '" + DATABASE
                                            + "' AND backend_start < '" + newest + "'"))
                            .isEmpty());
                }
                awaitMore(transactions);
            }
        });
    }

    @Test
    void a_pool_grows_and_shrinks_as_the_configuration_says() throws Exception {
        underLoad(transactions -> {
            for (int size : new int[] {1, 4, 2, 3}) {
                pgweir.reload(config(size));
                awaitMore(transactions);
                Eventually.holds(
                        () -> assertThat(Sql.backends(direct, DATABASE)).isEqualTo(size * USERS.length));
            }
            awaitMore(transactions);
        });
    }

    @Test
    void clients_that_an_operator_kills_are_told_and_the_others_work_on() throws Exception {
        underLoad(transactions -> {
            try (Console console = pgweir.console()) {
                for (int i = 0; i < ROUNDS; i++) {
                    try (WireClient victim = pgweir.wire(DATABASE, "alice", "application_name", "victim")) {
                        victim.query("BEGIN; SELECT 1");
                        console.run("KILL_CLIENT "
                                + console.row("CLIENTS", "application_name", "victim")
                                        .get("id"));

                        var last = victim.answer();
                        assertThat(last.error().sqlState()).isEqualTo("57P01");
                        assertThat(last.closed()).isTrue();
                    }
                    awaitMore(transactions);
                }
            }
        });
    }
}
