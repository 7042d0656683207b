package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.LoggedProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.TestRun;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replication goes through, with PostgreSQL's own programs: each client has a server that was opened for it. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class ReplicationIT {
    private static final String DATABASE = "replicated";

    private Postgres postgres;
    private PgweirProcess pgweir;
    private Connection direct;
    private Path programs;

    @BeforeAll
    void start() throws IOException, SQLException {
        Program.needed("pg_config");
        Program pgConfig = Program.run("pg_config", "--bindir");
        programs = Path.of(pgConfig.output().strip());
        postgres = Postgres.start(Map.of("wal_level", "logical"));
        Sql.roles(postgres);
        Sql.database(postgres, DATABASE);
        Sql.database(postgres, "subscriber");
        direct = Sql.direct(postgres, DATABASE);
        Sql.run(direct, "CREATE TABLE things (a int PRIMARY KEY)", "INSERT INTO things SELECT generate_series(1, 100)");
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: 2, query_wait_timeout: 1s}")
                .with("databases", "{" + DATABASE + ": {server: main}, replication: {server: main}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException, SQLException {
        direct.close();
        pgweir.close();
        postgres.close();
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private Path folder() throws IOException {
        return Files.createTempDirectory(TestRun.work(), "replication-");
    }

    private WireClient replicates(String kind) throws IOException {
        return pgweir.wire(DATABASE, Postgres.SUPERUSER, "replication", kind);
    }

    @Test
    void pg_basebackup_copies_the_cluster() throws IOException {
        Path to = folder().resolve("copy");

        Program copy = Program.run(
                program("pg_basebackup"),
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(pgweir.port()),
                "-U",
                Postgres.SUPERUSER,
                "-D",
                to.toString(),
                "-X",
                "none",
                "-c",
                "fast");

        assertThat(copy.status()).isZero();
        assertThat(to.resolve("PG_VERSION")).exists();
    }

    @Test
    void pg_receivewal_streams() throws IOException, SQLException {
        Path to = folder();
        LoggedProcess receiver = LoggedProcess.start(
                "pg_receivewal",
                new ProcessBuilder(
                        program("pg_receivewal"),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(pgweir.port()),
                        "-U",
                        Postgres.SUPERUSER,
                        "-D",
                        to.toString()));
        try {
            Eventually.holds(() -> {
                try (var files = Files.list(to)) {
                    assertThat(files).anyMatch(file -> file.toString().endsWith(".partial"));
                }
            });
        } finally {
            receiver.signal("INT");
            int unused = receiver.awaitExit();
        }
    }

    @Test
    void pg_recvlogical_streams_what_is_decoded() throws IOException, SQLException {
        Sql.run(direct, "SELECT pg_create_logical_replication_slot('through', 'test_decoding')");
        Path to = folder().resolve("changes");
        LoggedProcess receiver = LoggedProcess.start(
                "pg_recvlogical",
                new ProcessBuilder(
                        program("pg_recvlogical"),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(pgweir.port()),
                        "-U",
                        Postgres.SUPERUSER,
                        "-d",
                        DATABASE,
                        "--slot=through",
                        "--start",
                        "-f",
                        to.toString(),
                        "-F",
                        "1"));
        try {
            Sql.run(direct, "INSERT INTO things VALUES (1000)");

            Eventually.holds(() -> assertThat(to).content().contains("a[integer]:1000"));
        } finally {
            receiver.signal("INT");
            int unused = receiver.awaitExit();
        }
        Eventually.holds(() -> assertThat(Sql.one(direct, "SELECT active FROM pg_replication_slots"))
                .isEqualTo("f"));
        Sql.run(direct, "SELECT pg_drop_replication_slot('through')");
    }

    @Test
    void a_subscription_gets_rows_and_changes() throws SQLException {
        Sql.run(
                direct,
                "CREATE PUBLICATION p FOR TABLE things",
                "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
        try (Connection subscriber = Sql.direct(postgres, "subscriber")) {
            Sql.run(
                    subscriber,
                    "CREATE TABLE things (a int PRIMARY KEY)",
                    "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=" + pgweir.port() + " dbname=" + DATABASE
                            + " user=postgres' PUBLICATION p WITH (create_slot = false)");
            Eventually.holds(() -> assertThat(Sql.one(subscriber, "SELECT count(*) >= 100 FROM things"))
                    .isEqualTo("t"));

            Sql.run(direct, "INSERT INTO things VALUES (2000)");

            Eventually.holds(() -> assertThat(Sql.one(subscriber, "SELECT count(*) FROM things WHERE a = 2000"))
                    .isEqualTo("1"));
            Sql.run(subscriber, "DROP SUBSCRIPTION s");
        }
        Sql.run(direct, "DROP PUBLICATION p");
    }

    @Test
    void a_replicating_session_keeps_its_server_and_the_clients_parameters() throws IOException {
        try (WireClient client =
                pgweir.wire(DATABASE, Postgres.SUPERUSER, "replication", "database", "application_name", "copier")) {
            Answer system = client.query("IDENTIFY_SYSTEM");
            String pid = client.query("SELECT pg_backend_pid()").value();

            assertThat(system.table().get(0)).containsEntry("dbname", DATABASE);
            assertThat(client.query("SHOW application_name").value()).isEqualTo("copier");
            assertThat(client.query("SELECT pg_backend_pid()").value()).isEqualTo(pid);
        }
    }

    @Test
    void replicating_sessions_count_for_the_size_of_the_pool_and_idle_servers_make_room() throws IOException {
        try (WireClient ordinary = pgweir.wire(DATABASE, Postgres.SUPERUSER);
                WireClient second = pgweir.wire(DATABASE, Postgres.SUPERUSER)) {
            ordinary.query("BEGIN; SELECT 1");
            second.query("BEGIN; SELECT 1");
            ordinary.query("COMMIT");
            second.query("COMMIT");
            try (WireClient one = replicates("database");
                    WireClient two = replicates("true")) {
                assertThat(one.query("IDENTIFY_SYSTEM").failed()).isFalse();
                assertThat(two.query("IDENTIFY_SYSTEM").failed()).isFalse();

                assertThat(ordinary.query("SELECT 1").error().message()).isEqualTo("query_wait_timeout");
            }
            assertThat(second.query("SELECT 'free'").value()).isEqualTo("free");
        }
    }

    @Test
    void who_may_not_replicate_gets_the_servers_own_error_and_harms_nobody() throws IOException {
        try (WireClient client =
                        WireClient.connect(pgweir.port()).startup(DATABASE, "alice", "replication", "database");
                WireClient other = pgweir.wire(DATABASE, "alice")) {
            assertThat(client.answer().error().sqlState()).isEqualTo("42501");
            assertThat(other.query("SELECT 'works'").value()).isEqualTo("works");
        }
    }
}
