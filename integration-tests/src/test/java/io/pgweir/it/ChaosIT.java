package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.LoggedProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.PostgresProcess;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients and servers die at random under a load of transfers: nothing that was acknowledged is lost or doubled. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class ChaosIT {
    private static final String DATABASE = "bank";
    private static final int CLIENTS = 12;
    private static final int POOL = 5;
    private static final long TERMINATE_EVERY_MILLIS = 150;
    private static final String OURS =
            " FROM pg_stat_activity WHERE datname = '" + DATABASE + "' AND usename = 'alice'";

    private PostgresProcess postgres;
    private PgweirProcess pgweir;

    @BeforeAll
    void start() throws IOException, SQLException {
        postgres = Postgres.startProcess(Map.of("synchronous_commit", "on"));
        Sql.roles(postgres);
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + POOL + "}")
                .with("connections", "{login_retry: 100ms}")
                .with("log", "{connections: off, disconnections: off, pooler_errors: off}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
        postgres.close();
    }

    @Test
    void nothing_is_lost_or_doubled_while_clients_and_servers_die_for_seven_seconds() throws Exception {
        survive(Duration.ofSeconds(7), Duration.ofSeconds(3));
    }

    @Test
    @Tag("long")
    @Deadline(seconds = 120)
    void nothing_is_lost_or_doubled_while_clients_and_servers_die_for_a_minute() throws Exception {
        survive(Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    private void survive(Duration howLong, Duration killEvery) throws Exception {
        Sql.direct(postgres, DATABASE, "DROP TABLE IF EXISTS accounts, ledger");
        Sql.direct(postgres, DATABASE, Bank.SCHEMA);
        Bank bank = new Bank(pgweir, DATABASE);
        AtomicInteger terminated = new AtomicInteger();
        AtomicInteger killed = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(CLIENTS);
        long until = System.nanoTime() + howLong.toNanos();

        Together.run(CLIENTS + 2, number -> {
            if (number < CLIENTS) {
                try {
                    bank.work(number + 1, until);
                } finally {
                    over.countDown();
                }
            } else if (number == CLIENTS) {
                repeat(over, TERMINATE_EVERY_MILLIS, () -> terminate(terminated));
            } else {
                repeat(over, killEvery.toMillis(), () -> kill(killed));
            }
        });

        assertThat(terminated.get()).isPositive();
        assertThat(killed.get()).isPositive();
        assertThat(bank.acknowledged()).hasSizeGreaterThan(100);
        checkBooks(bank);
        checkServers();
    }

    /** Something that is done to PostgreSQL. */
    private interface Blow {
        void strike() throws SQLException, IOException;
    }

    private static void repeat(CountDownLatch over, long everyMillis, Blow blow) throws Exception {
        while (!over.await(everyMillis, TimeUnit.MILLISECONDS)) {
            try {
                blow.strike();
            } catch (SQLException e) {
                // PostgreSQL is recovering from the last one
            }
        }
    }

    private void terminate(AtomicInteger terminated) throws SQLException {
        try (Connection direct = Sql.direct(postgres, "postgres")) {
            terminated.addAndGet(Sql.column(
                            direct,
                            "SELECT pg_terminate_backend(pid) FROM (SELECT pid" + OURS
                                    + " ORDER BY random() LIMIT 1) AS one")
                    .size());
        }
    }

    private void kill(AtomicInteger killed) throws SQLException, IOException {
        try (Connection direct = Sql.direct(postgres, "postgres")) {
            for (String pid : Sql.column(direct, "SELECT pid" + OURS + " ORDER BY random() LIMIT 1")) {
                LoggedProcess.signal(Long.parseLong(pid), "KILL");
                killed.incrementAndGet();
            }
        }
    }

    private void checkBooks(Bank bank) throws SQLException {
        try (Connection direct = Eventually.answers(() -> Sql.direct(postgres, DATABASE))) {
            List<Long> ledger = Sql.column(direct, "SELECT id FROM ledger").stream()
                    .map(Long::valueOf)
                    .toList();
            Set<Long> lost = new HashSet<>(bank.acknowledged());
            ledger.forEach(lost::remove);
            assertThat(lost).isEmpty();
            assertThat(ledger).doesNotHaveDuplicates();
            assertThat(bank.attempted().containsAll(ledger)).isTrue();
            assertThat(Sql.one(direct, "SELECT sum(balance) FROM accounts"))
                    .isEqualTo(Integer.toString(Bank.ACCOUNTS * Bank.BALANCE));
        }
    }

    /** PostgreSQL and pgweir agree on who is there, nobody holds anything, and all works. */
    private void checkServers() throws IOException, SQLException {
        try (Console console = pgweir.console();
                Connection direct = Sql.direct(postgres, "postgres")) {
            Eventually.holds(() -> {
                assertThat(console.pool(DATABASE, "cl_active")).isZero();
                assertThat(console.pool(DATABASE, "sv_active")).isZero();
                List<String> known = console.rows("SERVERS", row -> DATABASE.equals(row.get("database"))).stream()
                        .map(row -> String.valueOf(row.get("remote_pid")))
                        .collect(Collectors.toList());
                assertThat(known).hasSizeLessThanOrEqualTo(POOL);
                assertThat(Sql.column(direct, "SELECT pid" + OURS)).containsExactlyInAnyOrderElementsOf(known);
            });
        }
        for (int i = 0; i < 2 * POOL; i++) {
            try (WireClient client = pgweir.wire(DATABASE, "alice")) {
                assertThat(client.query("SELECT count(*) FROM accounts").value())
                        .isEqualTo(Integer.toString(Bank.ACCOUNTS));
            }
        }
    }
}
