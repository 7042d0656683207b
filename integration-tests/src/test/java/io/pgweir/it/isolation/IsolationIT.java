package io.pgweir.it.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two clients never meet each other's state, under load and while clients die; nothing of the dead is left. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class IsolationIT {
    private static final String DATABASE = "isolation";
    private static final String UNTRACKED = "isolation_untracked";
    private static final int SERVERS = 3;

    private Postgres postgres;
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Stage.makeRoles(postgres);
        Stage.makeDatabase(postgres, DATABASE);
        Stage.makeDatabase(postgres, UNTRACKED);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + SERVERS + ", round_robin: on}")
                .with("session", "{max_pinned: 100}")
                .with("log", "{connections: off, disconnections: off, pooler_errors: off}")
                .with(
                        "databases",
                        "{" + UNTRACKED + ": {server: main, pools: {session_state: pgbouncer}}, '*': {server: main}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_meets_anothers_settings_or_rows_that_they_open() throws Exception {
        isolates(Kind.SETTINGS);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_acts_in_anothers_role_or_session_authorization() throws Exception {
        isolates(Kind.ROLE);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_meets_anothers_temporary_tables() throws Exception {
        isolates(Kind.TEMPORARY_TABLES);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_runs_anothers_prepared_statements() throws Exception {
        isolates(Kind.PREPARED_STATEMENTS);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_fetches_from_anothers_cursors() throws Exception {
        isolates(Kind.CURSORS);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_has_anothers_locks() throws Exception {
        isolates(Kind.LOCKS);
    }

    @Test
    @Deadline(seconds = 60)
    void nobody_gets_anothers_notifications_and_everybody_the_own_ones() throws Exception {
        isolates(Kind.NOTIFICATIONS);
    }

    /** Else the tests above could not fail. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    @Deadline(seconds = 60)
    void the_same_crowds_meet_others_where_state_is_not_tracked(Kind kind) throws Exception {
        Crowd crowd = new Crowd(pgweir, UNTRACKED, true);

        crowd.comes(kind);

        assertThat(crowd.offences()).as(crowd.toString()).isNotEmpty();
        try (Console console = pgweir.console()) {
            console.run("RECONNECT " + UNTRACKED);
        }
    }

    private void isolates(Kind kind) throws Exception {
        Crowd crowd = new Crowd(pgweir, DATABASE, true);

        crowd.comes(kind);

        assertThat(crowd.offences()).as(crowd.toString()).isEmpty();
        assertThat(crowd.rounds()).isGreaterThan(2 * House.PLACES);
        assertThat(crowd.killed()).isGreaterThan(House.PLACES);
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException, SQLException {
        try (Console console = pgweir.console();
                Connection direct = Sql.direct(postgres, DATABASE)) {
            Eventually.holds(() -> {
                assertThat(console.show("PINS")).isEmpty();
                assertThat(Sql.one(
                                direct,
                                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                        .isEqualTo("0");
                assertThat(Sql.column(direct, "SELECT relname FROM pg_class WHERE relpersistence = 't'"))
                        .isEmpty();
            });
        }
        everyServerIsEmpty();
    }

    /** As many clients as servers, each in a transaction: so each server is looked at from the inside. */
    private void everyServerIsEmpty() throws IOException {
        List<WireClient> all = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                WireClient client = pgweir.wire(DATABASE, "alice");
                all.add(client);
                client.query("BEGIN");
                client.query("SELECT 1");
            }
            for (WireClient client : all) {
                assertEmpty(client, "SELECT DISTINCT pg_listening_channels()");
                assertEmpty(client, "SELECT name FROM pg_cursors WHERE is_holdable");
                assertEmpty(client, "SELECT name FROM pg_prepared_statements WHERE from_sql");
                assertEmpty(client, "SELECT 1 WHERE coalesce(current_setting('app.tenant', true), '') <> ''");
                assertEmpty(client, "SELECT 1 WHERE session_user <> 'alice' OR current_user <> 'alice'");
            }
        } finally {
            for (WireClient client : all) {
                client.close();
            }
        }
    }

    private static void assertEmpty(WireClient client, String sql) throws IOException {
        var answer = client.query(sql);
        assertThat(answer.failed()).as(answer.toString()).isFalse();
        assertThat(answer.rows()).as(sql).isEmpty();
    }
}
