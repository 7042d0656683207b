package io.pgweir.it.compare;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Clients that share servers notice nothing of it: what they are told is what PostgreSQL tells clients of its own. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class SessionComparisonIT {
    private static final String DIRECT = "compare_direct";
    private static final String TRIED = "compare_tried";
    private static final int SERVERS = 3;
    private static final long FIRST_SEED = 1;

    private static final String TAKES_LONG = "runs for as long as it is told: -Dcompare.runs=10000";

    private Postgres postgres;

    @BeforeAll
    void roles(Postgres shared) throws SQLException {
        postgres = shared;
        Sql.direct(
                postgres,
                "postgres",
                "CREATE ROLE compare_chief LOGIN SUPERUSER",
                "CREATE ROLE compare_r1",
                "CREATE ROLE compare_r2",
                "GRANT compare_r1, compare_r2 TO alice");
    }

    @Test
    @Deadline(seconds = 120)
    void clients_of_a_transaction_pool_notice_nothing() throws IOException, SQLException {
        transactionMode(FIRST_SEED, 200);
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "compare.runs", matches = "\\d+", disabledReason = TAKES_LONG)
    @Deadline(seconds = 3600)
    void clients_of_a_transaction_pool_notice_nothing_for_a_long_time() throws IOException, SQLException {
        transactionMode(System.nanoTime(), 10_000);
    }

    /** Else the comparison itself is wrong. */
    @Test
    @Deadline(seconds = 120)
    void clients_of_a_session_pool_notice_nothing() throws IOException, SQLException {
        throughPgweir("{mode: session, size: " + 2 * Scenario.CLIENTS + "}", FIRST_SEED, 40);
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "compare.runs", matches = "\\d+", disabledReason = TAKES_LONG)
    @Deadline(seconds = 3600)
    void clients_of_a_session_pool_notice_nothing_for_a_long_time() throws IOException, SQLException {
        throughPgweir("{mode: session, size: " + 2 * Scenario.CLIENTS + "}", System.nanoTime(), 5_000);
    }

    /** Else the comparison itself is wrong. */
    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "compare.runs", matches = "\\d+", disabledReason = TAKES_LONG)
    @Deadline(seconds = 3600)
    void postgresql_is_no_different_from_itself() throws IOException, SQLException {
        try (World direct = new World(postgres, DIRECT, postgres.port(), () -> {});
                World other = new World(postgres, TRIED, postgres.port(), () -> {})) {
            new Rounds(new Comparison(direct, other, SERVERS), SERVERS).run(Group.chosen(), System.nanoTime(), 5_000);
        }
    }

    private void transactionMode(long firstSeed, int runs) throws IOException, SQLException {
        throughPgweir("{mode: transaction, size: " + SERVERS + "}", firstSeed, runs);
    }

    private void throughPgweir(String pools, long firstSeed, int runs) throws IOException, SQLException {
        PgweirConfig config = new PgweirConfig(postgres)
                .with("pools", pools)
                .with("log", "{connections: off, disconnections: off, pooler_errors: off}");
        try (PgweirProcess pgweir = config.start();
                Console console = pgweir.console();
                World direct = new World(postgres, DIRECT, postgres.port(), () -> {});
                World tried = new World(postgres, TRIED, pgweir.port(), () -> console.run("RECONNECT " + TRIED))) {
            askForLastValues(pgweir.port());
            new Rounds(new Comparison(direct, tried, SERVERS), SERVERS).run(Group.chosen(), firstSeed, runs);
        }
    }

    /** Only the first question of an application may find that nobody knew that it would ask. */
    private static void askForLastValues(int port) throws IOException {
        for (String user : List.of("alice", "compare_chief")) {
            for (String application : List.of("", "one", "two words")) {
                try (WireClient client = WireClient.login(port, TRIED, user, "application_name", application)) {
                    client.query("SELECT lastval()");
                }
            }
        }
    }
}
