package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.Skip;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.TestRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people use besides pgjdbc: each works through a small pool as if it spoke to PostgreSQL. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class DriversIT {
    private static final String DATABASE = "drivers";
    private static final int POOL = 4;
    private static final String MANY = "many_drivers";
    private static final int MANY_POOL = 10;

    private Postgres postgres;
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .with("pools", "{size: " + POOL + "}")
                .with(
                        "databases",
                        "{'*': {server: main}, " + MANY + ": {server: main, dbname: " + DATABASE + ", pools: {size: "
                                + MANY_POOL + "}}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    private String uri() {
        return "postgresql://alice@127.0.0.1:" + pgweir.port() + "/" + DATABASE + "?sslmode=disable";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DriversIT.class.getResourceAsStream("/drivers/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertSucceeds(Program program) {
        assertThat(program.status()).as(program.output()).isZero();
    }

    /** The most server connections that PostgreSQL sees while the program runs. */
    private int mostBackends(CompletableFuture<Program> program) throws SQLException {
        int most = 0;
        try (Connection direct = Sql.direct(postgres, "postgres")) {
            while (!program.isDone()) {
                most = Math.max(most, Sql.backends(direct, DATABASE));
            }
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({
        "simple,-S",
        "extended,-S",
        "prepared,-S",
        "simple,-N",
        "extended,-N",
        "prepared,-N",
        "prepared,-btpcb-like"
    })
    void pgbench_runs_forty_clients_on_four_servers_without_an_error(String protocol, String load)
            throws IOException, SQLException {
        Program.needed("pgbench");
        assertSucceeds(Program.run("pgbench", "-q", "-i", "-s", "1", uri()));
        String[] command = {
            "pgbench", "-n", "-c", "40", "-j", "2", "-t", "50", "-M", protocol, load, "--max-tries=1", uri()
        };

        Program done = watched(POOL, command);

        assertThat(done.output()).contains("number of transactions actually processed: 2000/2000");
    }

    @ParameterizedTest
    @CsvSource({
        "simple,-S",
        "extended,-S",
        "prepared,-S",
        "simple,-btpcb-like",
        "extended,-btpcb-like",
        "prepared,-btpcb-like"
    })
    @Tag("long")
    @Deadline(seconds = 90)
    void pgbench_runs_two_hundred_clients_on_ten_servers_without_an_error(String protocol, String load)
            throws IOException, SQLException {
        Program.needed("pgbench");
        String uri = uri().replace(DATABASE, MANY);
        assertSucceeds(Program.run("pgbench", "-q", "-i", "-s", "10", uri));

        Program done =
                watched(MANY_POOL, "pgbench", "-n", "-c", "200", "-j", "2", "-T", "12", "-M", protocol, load, uri);

        assertThat(done.output()).contains("number of clients: 200");
    }

    /** Runs pgbench; there must be no error, and PostgreSQL must never see more servers than the pool may have. */
    private Program watched(int pool, String... command) throws SQLException {
        CompletableFuture<Program> running = CompletableFuture.supplyAsync(() -> run(command));
        assertThat(mostBackends(running)).isBetween(1, pool);
        Program done = running.join();
        assertSucceeds(done);
        assertThat(done.output()).contains("number of failed transactions: 0 ").doesNotContain("ERROR");
        return done;
    }

    private static Program run(String... command) {
        try {
            return Program.run(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void psql_sees_through_pgweir_what_it_sees_without() throws IOException {
        Program.needed("psql");
        Path script = Files.writeString(Files.createTempFile(TestRun.work(), "script", ".sql"), resource("script.sql"));
        String straight = "postgresql://alice@127.0.0.1:" + postgres.port() + "/" + DATABASE;

        Program without = Program.run("psql", "-X", "-q", "-A", "-t", "-f", script.toString(), straight);
        Program with = Program.run("psql", "-X", "-q", "-A", "-t", "-f", script.toString(), uri());

        assertSucceeds(with);
        assertThat(with.output()).isEqualTo(without.output()).contains("psql renamed", "division by zero");
    }

    @Test
    void psycopg2_is_content() throws IOException {
        python("psycopg2", "psycopg2.py");
    }

    @Test
    void psycopg_3_is_content() throws IOException {
        python("psycopg", "psycopg3.py");
    }

    private void python(String module, String name) throws IOException {
        Program program = Program.python(module, resource(name).replace("@DSN@", uri()));

        assertSucceeds(program);
        assertThat(program.output()).contains(module + " is content");
        assertNobodyIsLeft();
    }

    @Test
    void node_postgres_is_content() throws IOException {
        Program.needed("node");
        Path modules = TestRun.work().resolveSibling("node").resolve("node_modules");
        Skip.unless(
                Files.isDirectory(modules.resolve("pg")),
                "node-postgres is not installed in " + modules
                        + " (src/test/resources/drivers/node/install target/node)");
        Path script =
                Files.writeString(Files.createTempFile(TestRun.work(), "driver", ".js"), resource("node/driver.js"));

        Program node = Program.run(Map.of("NODE_PATH", modules.toString()), "node", script.toString(), uri());

        assertSucceeds(node);
        assertThat(node.output()).contains("node-postgres is content");
        assertNobodyIsLeft();
    }

    private void assertNobodyIsLeft() throws IOException {
        try (Console console = pgweir.console()) {
            Eventually.holds(() -> {
                assertThat(console.pool(DATABASE, "cl_active")).isZero();
                assertThat(console.pool(DATABASE, "sv_active")).isZero();
                assertThat(console.show("PINS")).isEmpty();
            });
        }
    }
}
