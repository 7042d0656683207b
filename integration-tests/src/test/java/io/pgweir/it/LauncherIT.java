package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.TestRun;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines of pgweir and of PgBouncer: flags, signals, files, exit statuses. */
@IntegrationTest
final class LauncherIT {
    private static String program(String name) {
        return TestRun.distribution().resolve("bin").resolve(name).toString();
    }

    private static Path folder() throws IOException {
        return Files.createTempDirectory(TestRun.work(), "launcher-");
    }

    private static Path ini(Postgres postgres, Path folder, String more) throws IOException {
        Path file = folder.resolve("pgbouncer.ini");
        Files.writeString(file, """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                pool_mode = transaction
                admin_users = admin
                %s
                """.formatted(postgres.port(), Ports.free(), more));
        return file;
    }

    private static PgweirProcess bouncer(Path file, String... flags) throws IOException {
        List<String> words = new ArrayList<>(List.of(program("pgbouncer")));
        words.addAll(List.of(flags));
        words.add(file.toString());
        return start(new ProcessBuilder(words), file);
    }

    /** Several on one machine want the same port for their metrics; all but one go without. */
    private static PgweirProcess start(ProcessBuilder command, Path file) throws IOException {
        PgweirProcess pgweir = PgweirProcess.start(command, file);
        pgweir.expectError("no metrics and health");
        return pgweir;
    }

    @ParameterizedTest
    @CsvSource({
        "pgbouncer, -V, 0, PgBouncer 1.25",
        "pgbouncer, --version, 0, pgweir",
        "pgbouncer, -h, 0, Usage: pgbouncer",
        "pgbouncer, --help, 0, --quiet",
        "pgbouncer, --nonsense, 1, --nonsense",
        "pgbouncer, -q, 1, no configuration file",
        "pgbouncer, /no/such/file.ini, 1, /no/such/file.ini",
        "pgweir, --version, 0, pgweir",
        "pgweir, --help, 0, check",
        "pgweir, run, 2, name one configuration",
        "pgweir, nonsense, 2, nonsense"
    })
    void a_command_ends_with_its_status_and_says_why(String program, String argument, int status, String text)
            throws IOException {
        Program ended = Program.run(program(program), argument);

        assertThat(ended.output()).contains(text);
        assertThat(ended.status()).isEqualTo(status);
    }

    @Test
    void a_port_that_is_taken_ends_it_with_its_address(Postgres postgres) throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path file = folder().resolve("pgweir.yaml");
            Files.writeString(
                    file,
                    new PgweirConfig(postgres)
                            .with("listen", "{address: 127.0.0.1, port: " + taken.getLocalPort() + "}")
                            .yaml());

            Program ended = Program.run(program("pgweir"), "run", file.toString());

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.output())
                    .contains("cannot listen on", Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void quiet_writes_only_to_the_log_file(Postgres postgres) throws IOException {
        Path folder = folder();
        Path log = folder.resolve("log");
        Path file = ini(postgres, folder, "logfile = " + log);
        Process process = new ProcessBuilder(program("pgbouncer"), "-q", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        try {
            await().until(() -> Files.exists(log) && Files.readString(log).contains("process up"));
        } finally {
            process.destroy();
            await().until(() -> !process.isAlive());
        }

        assertThat(Files.readString(folder.resolve("out"))).doesNotContain("process up");
    }

    @Test
    void verbose_says_more(Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = bouncer(ini(postgres, folder(), ""), "-v", "-v")) {
            try (WireClient client = pgweir.wire("postgres", "alice")) {
                client.query("SELECT 1");
            }

            pgweir.process().awaitLine("DEBUG C-0x1: (nodb)/(nouser)@127.0.0.1:");
        }
    }

    @Test
    void the_pidfile_names_the_process_that_takes_signals_and_goes_with_it(Postgres postgres) throws IOException {
        Path folder = folder();
        Path pidfile = folder.resolve("pid");
        Path file = ini(postgres, folder, "pidfile = " + pidfile);
        try (PgweirProcess pgweir = bouncer(file)) {
            assertThat(Files.readString(pidfile).trim())
                    .isEqualTo(Long.toString(pgweir.process().pid()));

            Program second = Program.run(program("pgbouncer"), file.toString());
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.output()).contains("another instance running?");
            assertThat(pidfile).exists();
        }
        assertThat(pidfile).doesNotExist();
    }

    @Test
    void a_pidfile_of_nobody_is_taken_over(Postgres postgres) throws IOException {
        Path folder = folder();
        Path pidfile = folder.resolve("pid");
        Files.writeString(pidfile, "999999999\n");
        try (PgweirProcess pgweir = bouncer(ini(postgres, folder, "pidfile = " + pidfile))) {
            assertThat(Files.readString(pidfile).trim())
                    .isEqualTo(Long.toString(pgweir.process().pid()));
        }
    }

    @Test
    void hup_reads_the_configuration_again(Postgres postgres) throws IOException {
        Path file = ini(postgres, folder(), "default_pool_size = 3");
        try (PgweirProcess pgweir = bouncer(file)) {
            Files.writeString(file, Files.readString(file).replace("default_pool_size = 3", "default_pool_size = 7"));

            pgweir.process().signal("HUP");

            pgweir.process().awaitLine("configuration read again");
            try (var console = pgweir.console()) {
                assertThat(console.row("CONFIG", "key", "default_pool_size")).containsEntry("value", "7");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgbouncer", "pgweir"})
    void int_lets_transactions_finish(String name, Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start(name, postgres);
                WireClient client = pgweir.wire("postgres", "alice")) {
            client.query("BEGIN; SELECT 1");

            pgweir.process().signal("INT");

            pgweir.process().awaitLine("WAIT_FOR_SERVERS");
            assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");
            assertThat(pgweir.process().awaitExit()).isZero();
        }
    }

    private static PgweirProcess start(String name, Postgres postgres) throws IOException {
        Path file = ini(postgres, folder(), "");
        return name.equals("pgbouncer")
                ? bouncer(file)
                : start(new ProcessBuilder(program("pgweir"), "run", file.toString()), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgbouncer", "pgweir"})
    void term_waits_for_clients_and_a_second_one_does_not(String name, Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start(name, postgres);
                WireClient client = pgweir.wire("postgres", "alice")) {
            pgweir.process().signal("TERM");
            pgweir.process().awaitLine("WAIT_FOR_CLIENTS");
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");

            pgweir.process().signal("TERM");

            assertThat(pgweir.process().awaitExit()).isZero();
            assertThat(client.answer().closed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgbouncer", "pgweir"})
    void usr1_pauses_and_usr2_resumes(String name, Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start(name, postgres);
                WireClient client = pgweir.wire("postgres", "alice");
                Console console = pgweir.console()) {
            pgweir.process().signal("USR1");
            pgweir.process().awaitLine("got SIGUSR1, pausing all activity");
            client.simple("SELECT 1").send();
            await().until(() -> console.pool("postgres", "cl_waiting") == 1);

            pgweir.process().signal("USR2");

            assertThat(client.answer().value()).isEqualTo("1");
        }
    }

    @Test
    void quit_ends_pgbouncer_at_once(Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start("pgbouncer", postgres);
                WireClient client = pgweir.wire("postgres", "alice")) {
            client.query("BEGIN; SELECT 1");

            pgweir.process().signal("QUIT");

            int unused = pgweir.process().awaitExit();
            assertThat(client.answer().closed()).isTrue();
        }
    }

    @Test
    void signals_that_were_ignored_at_the_start_work_all_the_same(Postgres postgres) throws IOException {
        Path file = ini(postgres, folder(), "");
        ProcessBuilder nohup =
                new ProcessBuilder("bash", "-c", "trap '' INT QUIT HUP; exec " + program("pgbouncer") + " " + file);
        try (PgweirProcess pgweir = start(nohup, file)) {
            pgweir.process().signal("INT");

            assertThat(pgweir.process().awaitExit()).isZero();
        }
    }

    @Test
    void a_uri_is_configuration_enough(Postgres postgres) throws IOException {
        String uri = "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres?sslmode=disable";
        PgweirProcess pgweir = start(new ProcessBuilder(program("pgweir"), "run", uri), Path.of("no file"));
        try (pgweir) {
            assertThat(Program.psql(
                                    "host=127.0.0.1 port=" + pgweir.port() + " dbname=postgres user=postgres",
                                    "SELECT 'by uri'")
                            .output())
                    .isEqualTo("by uri");
        }
    }
}
