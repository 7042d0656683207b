package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.Skip;
import io.pgweir.it.harness.TestRun;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code bin/pgbouncer} in the background, as another user, and under a service manager. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // made before each test
final class DaemonIT {
    private static final String BOUNCER =
            TestRun.distribution().resolve("bin").resolve("pgbouncer").toString();

    private Path folder;
    private Path pidfile;
    private int port;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(TestRun.work(), "daemon-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        pidfile = folder.resolve("pid");
        port = Ports.free();
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (Files.exists(pidfile)) {
            ProcessHandle daemon = daemon();
            assertThat(new ProcessBuilder("kill", "-QUIT", Long.toString(daemon.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            await().atMost(10, TimeUnit.SECONDS).until(() -> !daemon.isAlive());
        }
        assertThat(pidfile).doesNotExist();
        assertThat(socket()).doesNotExist();
    }

    private ProcessHandle daemon() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidfile).trim()))
                .orElseThrow();
    }

    private Path socket() {
        return folder.resolve(".s.PGSQL." + port);
    }

    private String ini(Postgres postgres, String... more) throws IOException {
        return Files.writeString(folder.resolve("pgbouncer.conf"), """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir = %s
                logfile = %s
                auth_type = trust
                pool_mode = transaction
                %s
                """.formatted(
                                postgres.port(), port, folder, folder.resolve("log"), String.join("\n", more)))
                .toString();
    }

    private String pidfileLine() {
        return "pidfile = " + pidfile;
    }

    private void assertServes() throws IOException {
        try (WireClient client = WireClient.login(port, "postgres", "alice")) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("-d comes back when clients may come, and leaves a process of its own session behind")
    void a_daemon_serves_when_its_command_comes_back(Postgres postgres) throws IOException {
        String file = ini(postgres, pidfileLine());

        Program started = Program.run(BOUNCER, "-d", file);

        assertThat(started).isEqualTo(new Program(0, ""));
        assertServes();
        assertThat(daemon().isAlive()).isTrue();
        Program second = Program.run(BOUNCER, "--daemon", file);
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output()).contains("another instance running?");
        assertServes();
    }

    @Test
    @DisplayName("A daemon without a pidfile is refused")
    void a_daemon_without_a_pidfile_is_refused(Postgres postgres) throws IOException {
        Program refused = Program.run(BOUNCER, "-vd", ini(postgres));

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("daemon needs pidfile configured");
    }

    @Test
    @DisplayName("What is wrong with its configuration is said before a daemon leaves its terminal")
    void a_daemon_says_what_is_wrong(Postgres postgres) throws IOException {
        Program refused = Program.run(BOUNCER, "-d", ini(postgres, pidfileLine(), "default_pool_size = many"));

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("default_pool_size", "many");
    }

    @Test
    @DisplayName("Started as root it becomes the user of its configuration, or of its command line")
    void root_becomes_the_user_it_is_told(Postgres postgres) throws IOException {
        Skip.unless(System.getProperty("user.name").equals("root"), "only root can become another user");
        Skip.unless(
                Program.run("setpriv", "--reuid=nobody", "--clear-groups", "test", "-r", BOUNCER)
                                .status()
                        == 0,
                "the user nobody may not read the distribution");
        String file = ini(postgres, pidfileLine(), "user = daemon");

        assertThat(Program.run(BOUNCER, "-d", "-u", "nobody", file)).isEqualTo(new Program(0, ""));

        assertServes();
        assertThat(Files.getOwner(socket()).getName()).isEqualTo("nobody");
        assertThat(daemon().info().user()).contains("nobody");
    }

    @Test
    @DisplayName("The Unix socket has its group and its mode")
    void the_unix_socket_has_its_group_and_mode(Postgres postgres) throws IOException {
        String group = Files.getAttribute(folder, "posix:group").toString();

        Program started = Program.run(
                BOUNCER,
                "-dq",
                ini(postgres, pidfileLine(), "unix_socket_mode = 0770", "unix_socket_group = " + group));

        assertThat(started).isEqualTo(new Program(0, ""));
        assertThat(Files.getAttribute(socket(), "posix:group")).hasToString(group);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rwxrwx---");
    }

    @Test
    @DisplayName("A group that does not exist is an error with its name")
    void an_unknown_group_is_an_error(Postgres postgres) throws IOException {
        Program refused = Program.run(BOUNCER, ini(postgres, "unix_socket_group = no-such-group"));

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("no-such-group").doesNotContain("\tat ");
    }

    @Test
    @DisplayName("A service manager hears that it is up, and that it is stopping")
    void a_service_manager_hears_that_it_is_up(Postgres postgres) throws IOException {
        Epoll.ensureAvailability(); // loads what sockets of its kind need
        Path address = folder.resolve("notify");
        Socket manager = Socket.newSocketDomainDgram();
        manager.bind(new DomainSocketAddress(address.toFile()));
        ProcessBuilder command = new ProcessBuilder(BOUNCER, ini(postgres, pidfileLine()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        command.environment().putAll(Map.of("NOTIFY_SOCKET", address.toString()));

        Process process = command.start();
        try {
            await().until(() -> heard(manager).equals("READY=1"));
            assertServes();
            process.destroy();
            await().until(() -> heard(manager).equals("STOPPING=1"));
        } finally {
            process.destroy();
            await().until(() -> !process.isAlive());
            manager.close();
        }
        assertThat(process.exitValue()).isZero();
    }

    private static String heard(Socket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        int length = Math.max(0, socket.recv(buffer, 0, buffer.capacity()));
        byte[] text = new byte[length];
        buffer.get(0, text);
        return new String(text, StandardCharsets.US_ASCII);
    }
}
