package io.pgweir.it.harness;

import io.pgweir.proxy.cli.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL on loopback, of the kind that the test run chose. Everybody is trusted, the superuser is {@code postgres}. */
public interface Postgres extends AutoCloseable {
    /** The user who may do everything. */
    String SUPERUSER = "postgres";

    /** Starts one with a few settings beyond its defaults. */
    static Postgres start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("synchronous_commit", "on");
        all.putIfAbsent("max_connections", "200");
        return TestRun.containerPostgres() ? ContainerPostgres.start(all) : startProcess(all);
    }

    /** Starts one that a test may stop, hang and kill. */
    static PostgresProcess startProcess(Map<String, String> settings) throws IOException {
        Skip.unless(!TestRun.containerPostgres(), "a PostgreSQL in a container is not ours to kill");
        return new PostgresProcess(
                TestRun.localPostgres()
                        ? EmbeddedPostgres.start(installed(), settings)
                        : EmbeddedPostgres.start(settings));
    }

    /** Where the installed PostgreSQL has its programs. */
    private static Path installed() throws IOException {
        Process pgConfig = new ProcessBuilder("pg_config", "--bindir").start();
        try (BufferedReader output = pgConfig.inputReader(StandardCharsets.UTF_8)) {
            String folder = output.readLine();
            if (folder == null) {
                throw new IOException("pg_config --bindir says nothing");
            }
            return Path.of(folder);
        }
    }

    int port();

    @Override
    void close();
}
