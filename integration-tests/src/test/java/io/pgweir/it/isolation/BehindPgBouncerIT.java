package io.pgweir.it.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nor do they meet each other's state in front of a PgBouncer, as far as texts show it: functions hide it there. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class BehindPgBouncerIT {
    private static final String DATABASE = "isolation_behind";

    private PgBouncerProcess pgbouncer;
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Stage.makeRoles(postgres);
        Stage.makeDatabase(postgres, DATABASE);
        pgbouncer = PgBouncerProcess.start(
                postgres, List.of("\"alice\" \"\"", "\"" + Postgres.SUPERUSER + "\" \"\""), "default_pool_size = 2");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: 3, round_robin: on}")
                .with("session", "{max_pinned: 100}")
                .with("log", "{connections: off, disconnections: off, pooler_errors: off}")
                .with(
                        "servers",
                        "{main: {host: 127.0.0.1, port: " + pgbouncer.port()
                                + ", tls: {mode: disable}, direct: {host: 127.0.0.1, port: " + postgres.port() + "}}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        if (pgweir != null) { // it was not started where there is no PgBouncer
            pgweir.close();
            pgbouncer.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Deadline(seconds = 60)
    void nobody_meets_anothers_state(Kind kind) throws Exception {
        Crowd crowd = new Crowd(pgweir, DATABASE, false);

        crowd.comes(kind);

        assertThat(crowd.offences()).as(crowd.toString()).isEmpty();
        assertThat(crowd.rounds()).isGreaterThan(2 * House.PLACES);
        assertThat(crowd.killed()).isPositive();
        try (Console console = pgweir.console()) {
            Eventually.holds(() -> assertThat(console.show("PINS")).isEmpty());
        }
    }
}
