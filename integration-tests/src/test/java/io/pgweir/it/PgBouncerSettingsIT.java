package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settings of a pgbouncer.ini that shape pools and clients do what they do in PgBouncer. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class PgBouncerSettingsIT {
    private static final String DATABASE = "pgbouncer_settings";

    private Postgres server;
    private PgweirProcess pgweir;
    private Connection direct;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        server = postgres;
        Sql.database(postgres, DATABASE);
        direct = Sql.direct(postgres, DATABASE);
        Sql.run(direct, "DROP ROLE IF EXISTS big", "DROP ROLE IF EXISTS idler", "CREATE ROLE big LOGIN");
        Sql.run(direct, "CREATE ROLE idler LOGIN");
        pgweir = PgweirProcess.startIni(ini("", ""));
    }

    @AfterAll
    void stop() throws IOException, SQLException {
        direct.close();
        pgweir.close();
    }

    private String ini(String globals, String databases) {
        String where = "host=127.0.0.1 port=" + server.port() + " dbname=" + DATABASE;
        return """
                [databases]
                plain = %s
                session = %s pool_mode=session pool_size=1
                small = %s pool_size=1
                forced = %s user=postgres min_pool_size=2
                hosts = host=127.0.0.1,localhost port=%d dbname=%s
                fails = host=does-not-exist.invalid,127.0.0.1 port=%d dbname=%s load_balance_hosts=disable
                %s
                [users]
                big = pool_size=3 pool_mode=statement
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = 0
                unix_socket_dir =
                auth_type = trust
                admin_users = admin
                server_tls_sslmode = disable
                pool_mode = transaction
                pool_idle_timeout = 1
                server_idle_timeout = 600
                %s
                """.formatted(
                where, where, where, where, server.port(), DATABASE, server.port(), DATABASE, databases, globals);
    }

    private void reload(String globals, String databases) throws IOException {
        Files.writeString(pgweir.file(), ini(globals, databases));
        try (Console console = pgweir.console()) {
            console.run("RELOAD");
        }
    }

    private long logged(String part) {
        return pgweir.process().lines().stream()
                .filter(line -> line.contains(part))
                .count();
    }

    private List<String> pools(String database) throws IOException {
        try (Console console = pgweir.console()) {
            return console.show("POOLS").stream()
                    .filter(row -> database.equals(row.get("database")))
                    .map(row -> row.get("user") + " " + row.get("pool_mode"))
                    .toList();
        }
    }

    @Test
    void who_logs_in_gets_the_operators_notice_and_a_name_with_its_address() throws IOException {
        reload("login_notify_message = hello there\napplication_name_add_host = 1", "");

        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.untyped(new WireBody()
                            .int32(WireClient.PROTOCOL_3_0)
                            .cstring("user")
                            .cstring("alice")
                            .cstring("database")
                            .cstring("plain")
                            .cstring("application_name")
                            .cstring("loader")
                            .int8(0))
                    .send();
            Answer welcome = client.answer();

            assertThat(welcome.all('N'))
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.message()).isEqualTo("hello there"));
            int port = client.socket().getLocalPort();
            assertThat(client.query("SHOW application_name").value()).isEqualTo("loader - 127.0.0.1:" + port);
        }
        try (WireClient nameless = pgweir.wire("plain", "alice")) {
            assertThat(nameless.query("SHOW application_name").value()).startsWith("app - 127.0.0.1:");
        }
        reload("", "");
    }

    @Test
    void a_user_says_over_the_database_how_its_pool_is() throws IOException {
        try (WireClient one = pgweir.wire("small", "big")) {
            assertThat(one.query("SELECT 1").value()).isEqualTo("1");

            assertThat(pools("small")).containsExactly("big statement");
            assertThat(one.query("BEGIN").error().message()).contains("transaction blocks not allowed");
        }
    }

    @Test
    void a_pool_that_nobody_uses_is_forgotten_but_not_a_forced_one_with_a_minimum() throws IOException {
        reload("server_idle_timeout = 1", "");
        try (WireClient client = pgweir.wire("plain", "idler")) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            assertThat(pools("plain")).contains("idler transaction");
        }

        Eventually.holds(() -> assertThat(pools("plain")).doesNotContain("idler transaction"));
        assertThat(pools("forced")).containsExactly("postgres transaction");
        reload("", "");
    }

    @Test
    void servers_are_kept_for_a_forced_user_before_its_first_client() throws IOException {
        try (Console console = pgweir.console()) {
            Eventually.holds(() -> assertThat(console.show("SERVERS"))
                    .filteredOn(row -> "forced".equals(row.get("database")))
                    .hasSize(2));
        }
    }

    @Test
    void a_changed_entry_closes_its_servers_and_with_fast_close_their_sessions() throws IOException {
        reload("server_fast_close = 1", "");
        try (WireClient busy = pgweir.wire("session", "alice")) {
            busy.query("BEGIN; SELECT 1");
            String changed = "session = host=localhost port=" + server.port() + " dbname=" + DATABASE
                    + " pool_mode=session pool_size=1";

            reload("server_fast_close = 1", changed);
            assertThat(busy.query("SELECT 2").value()).isEqualTo("2");
            busy.simple("COMMIT").send();

            Answer answer = Eventually.answers(busy::answer);
            Answer last = answer.closed() ? answer : busy.answer();
            assertThat(last.error().message()).isEqualTo("database configuration changed");
        }
        reload("", "");
    }

    @Test
    void a_removed_entry_ends_its_sessions() throws IOException {
        reload("", "extra = host=127.0.0.1 port=" + server.port() + " dbname=" + DATABASE);
        try (WireClient client = pgweir.wire("extra", "alice")) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");

            reload("", "");

            assertThat(client.answer().error().message()).isEqualTo("database removed");
        }
    }

    @Test
    void hosts_are_taken_in_turn_and_one_that_does_not_serve_is_passed_over() throws IOException {
        try (WireClient first = pgweir.wire("hosts", "alice");
                WireClient second = pgweir.wire("hosts", "alice");
                WireClient third = pgweir.wire("fails", "alice")) {
            first.query("BEGIN; SELECT 1");
            assertThat(second.query("SELECT 1").value()).isEqualTo("1");

            assertThat(third.query("SELECT 1").value()).isEqualTo("1");
            Eventually.holds(() -> assertThat(logged("closing because: server DNS lookup failed"))
                    .isEqualTo(1));
        }
    }

    @Test
    void the_log_says_when_servers_come_and_go() throws IOException, SQLException {
        try (WireClient client = pgweir.wire("small", "bob")) {
            String pid = client.query("SELECT pg_backend_pid()").value();
            assertThat(logged("new connection to server (from 127.0.0.1:")).isPositive();

            Sql.run(direct, "SELECT pg_terminate_backend(" + pid + ")");

            Eventually.holds(() -> assertThat(logged("closing because: ")).isPositive());
        }
    }

    @Test
    void simple_queries_can_be_refused() throws IOException {
        try (PgweirProcess strict = PgweirProcess.startIni(ini("disable_pqexec = 1", ""));
                WireClient simple = strict.wire("plain", "alice");
                WireClient extended = strict.wire("plain", "alice")) {
            Answer answer = simple.query("SELECT 1; SELECT 2");

            assertThat(answer.error().message()).isEqualTo("PQexec disallowed");
            assertThat(answer.error().field('S')).isEqualTo("FATAL");
            assertThat(answer.closed()).isTrue();
            extended.parse("", "SELECT 3").bind("", "").execute("", 0).sync().send();
            assertThat(extended.answer().value()).isEqualTo("3");
        }
    }
}
