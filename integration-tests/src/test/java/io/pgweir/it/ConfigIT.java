package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.TestRun;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files: what is wrong with them, what a reload applies, what PgBouncer's say here. */
@IntegrationTest
final class ConfigIT {
    @SuppressWarnings("NullAway.Init") // set before the tests
    private Postgres postgres;

    @BeforeAll
    void keep(Postgres shared) {
        postgres = shared;
    }

    private static Path file(String name, String text) throws IOException {
        Path file = Files.createTempDirectory(TestRun.work(), "config-").resolve(name);
        return Files.writeString(file, text);
    }

    private static Program pgweir(String... words) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(TestRun.distribution().resolve("bin/pgweir").toString()));
        all.addAll(List.of(words));
        return Program.run(all.toArray(String[]::new));
    }

    private String ini(String more) throws IOException {
        return """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                admin_users = admin
                pool_mode = transaction
                %s
                """.formatted(postgres.port(), Ports.free(), more);
    }

    @Test
    void check_says_that_all_is_well() throws IOException {
        Program check = pgweir(
                "check", file("pgweir.yaml", new PgweirConfig(postgres).yaml()).toString());

        assertThat(check.status()).isZero();
        assertThat(check.output()).contains("ok, ", "1 servers");
    }

    @ParameterizedTest
    @CsvSource({
        "pgweir.yaml, 'servers: {main: {hots: db1}}', 1:17, host",
        "pgweir.yaml, 'servers: {main: {host: db1}}\npols: {size: 3}', 2:1, pools",
        "pgweir.yaml, 'servers: {main: {host: db1}}\npools: {size: many}', 2:15, many",
        "pgweir.yaml, 'servers: {main: {host: db1}}\npools: {mode: transactoin}', 2:15, transaction",
        "pgbouncer.ini, '[databases]\n* = host=db1\n[pgbouncer]\ndefault_pol_size = 3', 4:, default_pool_size",
        "pgbouncer.ini, '[databases]\n* = hots=db1\n[pgbouncer]', 2:, host",
        "pgbouncer.ini, '[databases]\n* = host=db1\n[pgbouncer]\nnonsense', 4:, not a setting"
    })
    void check_and_run_name_place_and_nearest_name(String name, String text, String place, String nearest)
            throws IOException {
        Path file = file(name, text);
        for (String command : new String[] {"check", "run"}) {
            Program program = pgweir(command, file.toString());

            assertThat(program.status()).isEqualTo(1);
            assertThat(program.output()).contains(file + ":" + place, nearest).doesNotContain("\tat ");
        }
    }

    @Test
    void every_problem_is_said_at_once() throws IOException {
        Program check = pgweir(
                "check",
                file("pgweir.yaml", "servers: {main: {host: db1}}\npols: {}\npools: {size: many}\nloog: 1\n")
                        .toString());

        assertThat(check.output()).contains(":2:", ":3:", ":4:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns_zone_check_period = 3", "suspend_timeout = 3", "peer_id = 7"})
    void what_pgbouncer_knows_and_we_do_not_is_a_warning_that_names_it(String line) throws IOException {
        String key = line.substring(0, line.indexOf(' '));
        Program check = pgweir("check", file("pgbouncer.ini", ini(line)).toString());

        assertThat(check.status()).isZero();
        assertThat(check.output()).contains("warning: ", key);
        try (PgweirProcess pgweir = PgweirProcess.startIni(ini(line))) {
            pgweir.expectError("no metrics and health");
            assertThat(pgweir.process().lines()).anyMatch(said -> said.contains(" WARNING ") && said.contains(key));
        }
    }

    @Test
    void included_files_and_user_lists_count() throws IOException {
        Path users = file("userlist.txt", "\"alice\" \"\"\n\"admin\" \"\"\n");
        Path included = file("more.ini", "default_pool_size = 7\nauth_file = " + users + "\n");
        try (PgweirProcess pgweir = PgweirProcess.startIni(ini("%include " + included))) {
            pgweir.expectError("no metrics and health");
            pgweir.wire("postgres", "alice").close();
            try (WireClient stranger = WireClient.connect(pgweir.port())) {
                assertThat(stranger.startup("postgres", "bob").answer().error().message())
                        .isEqualTo("\"trust\" authentication failed");
            }
            try (Console console = pgweir.console()) {
                assertThat(console.row("CONFIG", "key", "default_pool_size")).containsEntry("value", "7");
            }
        }
    }

    @Test
    void a_reload_applies_what_can_be_applied_and_names_what_cannot() throws IOException {
        PgweirConfig config = new PgweirConfig(postgres);
        try (PgweirProcess pgweir = config.start();
                WireClient before = pgweir.wire("postgres", "alice")) {
            before.query("BEGIN; SELECT 1");

            pgweir.reload(config.with("pools", "{size: 2}").with("listen", "{address: 127.0.0.1, port: 1}"));

            assertThat(before.query("COMMIT").tags()).containsExactly("COMMIT");
            assertThat(pgweir.process().awaitLine("a change needs a restart")).contains("listen.port");
            try (Console console = pgweir.console()) {
                assertThat(console.row("CONFIG", "key", "default_pool_size")).containsEntry("value", "2");
                assertThat(console.row("DATABASES", "name", "postgres")).containsEntry("pool_size", "2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pools: {size: many}\n", "nonsense: 1\n", "\t: broken [\n", "auth: {file: /no/such/file}\n"})
    void a_broken_file_changes_nothing_and_is_told(String broken) throws IOException {
        PgweirConfig config = new PgweirConfig(postgres);
        try (PgweirProcess pgweir = config.start();
                Console console = pgweir.console();
                WireClient client = pgweir.wire("postgres", "alice")) {
            pgweir.expectError("RELOAD failed");
            pgweir.expectError(broken.substring(0, 3));
            Files.writeString(pgweir.file(), config.yaml() + broken);

            Answer answer = console.client().query("RELOAD");
            pgweir.process().signal("HUP");

            assertThat(answer.error().message()).startsWith("RELOAD failed");
            assertThat(answer.error().sqlState()).isEqualTo("F0000");
            await().until(() -> pgweir.process().lines().stream()
                            .filter(line -> line.contains("RELOAD failed"))
                            .count()
                    >= 2);
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            assertThat(console.row("CONFIG", "key", "default_pool_size")).containsEntry("value", "4");
        }
    }

    @Test
    void a_database_that_is_removed_takes_its_clients_with_it() throws IOException {
        String main = "main: {server: main, dbname: postgres}";
        PgweirConfig config =
                new PgweirConfig(postgres).with("databases", "{" + main + ", gone: {server: main, dbname: postgres}}");
        try (PgweirProcess pgweir = config.start();
                WireClient stays = pgweir.wire("main", "alice");
                WireClient goes = pgweir.wire("gone", "alice")) {
            pgweir.reload(config.with("databases", "{" + main + "}"));

            Answer end = goes.answer();
            assertThat(end.error().message()).isEqualTo("database removed");
            assertThat(end.error().sqlState()).isEqualTo("57P01");
            assertThat(stays.query("SELECT 1").value()).isEqualTo("1");
            try (WireClient late = WireClient.connect(pgweir.port())) {
                assertThat(late.startup("gone", "alice").answer().error().sqlState())
                        .isEqualTo("3D000");
            }
        }
    }

    @Test
    void every_setting_of_pgbouncer_is_known() throws IOException {
        try (PgBouncerProcess pgbouncer = PgBouncerProcess.start(postgres, List.of("\"admin\" \"\""));
                Console console = new Console(WireClient.login(pgbouncer.port(), "pgbouncer", "admin"))) {
            StringBuilder all = new StringBuilder("[databases]\n* = host=db1\n[pgbouncer]\n");
            for (var setting : console.show("CONFIG")) {
                String value = setting.get("value");
                all.append(setting.get("key"))
                        .append(" = ")
                        .append(value == null ? "" : value)
                        .append('\n');
            }

            Program check =
                    pgweir("check", file("pgbouncer.ini", all.toString()).toString());

            assertThat(check.output()).doesNotContain("unknown");
            assertThat(check.status()).as(check.output()).isZero();
        }
    }
}
