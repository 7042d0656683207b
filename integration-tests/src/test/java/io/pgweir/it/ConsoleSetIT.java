package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SET on the console of a pgweir that runs by a pgbouncer.ini. */
@IntegrationTest
final class ConsoleSetIT {
    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Console console;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        pgweir = PgweirProcess.startIni("""
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            admin_users = admin
            stats_users = stats
            """.formatted(postgres.port(), Ports.free()));
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    @BeforeEach
    void open() throws IOException {
        console = pgweir.console();
    }

    @AfterEach
    void close() throws IOException {
        console.run("RELOAD");
        console.close();
    }

    private String value(String key) throws IOException {
        return String.valueOf(console.row("CONFIG", "key", key).get("value"));
    }

    @ParameterizedTest
    @CsvSource({
        "SET default_pool_size = 3, default_pool_size, 3",
        "set default_pool_size=3;, default_pool_size, 3",
        "SET default_pool_size TO '3', default_pool_size, 3",
        "SET query_timeout = '1.5', query_timeout, 1.5",
        "SET server_check_query = 'select ''x''', server_check_query, select 'x'",
        "SET pkt_buf = 8192, pkt_buf, 4096",
        "SET sbuf_loopcnt = 8, sbuf_loopcnt, 8"
    })
    void a_value_is_shown_and_forgotten_by_reload(String command, String key, String shown) throws IOException {
        String before = value(key);

        String given = command.replaceFirst("(?i)^SET \\w+ ?(=|TO) ?'?", "").replaceFirst("'?;?$", "");
        assertThat(console.run(command).tags()).containsExactly("SET " + key + "=" + given.replace("''", "'"));

        assertThat(value(key)).isEqualTo(shown);
        console.run("RELOAD");
        assertThat(value(key)).isEqualTo(before);
    }

    @Test
    void a_value_counts_at_once() throws IOException {
        console.run("SET pool_mode = transaction");
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            client.query("SELECT 1");
            assertThat(console.pool("postgres", "sv_active")).isZero();
        }
        console.run("SET max_client_conn = 1");
        try (WireClient first = pgweir.wire("postgres", "alice");
                WireClient second = WireClient.connect(pgweir.port())) {
            assertThat(first.query("SELECT 1").value()).isEqualTo("1");
            assertThat(second.startup("postgres", "alice").answer().error().message())
                    .isEqualTo("no more connections allowed (max_client_conn)");
        }
        console.run("SET admin_users = 'admin,eve'");
        try (Console eve = new Console(pgweir.wire("pgbouncer", "eve"))) {
            assertThat(eve.run("SHOW VERSION").value()).contains("PgBouncer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET nonsense = 1",
                "SET default_pool_size = many",
                "SET log_stats = true",
                "SET pool_mode = sesion"
            })
    void a_value_that_cannot_be_had_changes_nothing(String command) throws IOException {
        Answer answer = console.client().query(command);

        assertThat(answer.types()).isEqualTo("EZ");
        assertThat(answer.error().message()).isEqualTo("SET failed");
        assertThat(answer.error().sqlState()).isEqualTo("08P01");
        assertThat(value("default_pool_size")).isEqualTo("20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET", "SET x", "SET query_timeout = 0.5", "SET x = 'y", "SET x y"})
    void what_is_no_assignment_is_no_command(String command) throws IOException {
        assertThat(console.client().query(command).error().message())
                .isEqualTo("invalid command '" + command + "', use SHOW HELP;");
    }

    @Test
    void half_of_what_tls_needs_is_kept_until_it_is_whole() throws IOException {
        Answer answer = console.run("SET client_tls_sslmode = require");

        assertThat(answer.types()).isEqualTo("CZ");
        assertThat(answer.all('N').get(0).field('M'))
                .isEqualTo("TLS settings could not be applied, still using old configuration");
        assertThat(value("client_tls_sslmode")).isEqualTo("require");
        assertThat(console.run("SET default_pool_size = 3").types()).isEqualTo("CZ");
        assertThat(value("default_pool_size")).isEqualTo("3");
    }

    @Test
    void what_drivers_set_is_passed_over_and_shown() throws IOException {
        try (Console stats = new Console(pgweir.wire("pgbouncer", "stats"))) {
            Answer answer = stats.run("SET client_encoding = 'LATIN1'");
            assertThat(answer.types()).isEqualTo("CZ");
            assertThat(answer.tags()).containsExactly("SET");
            assertThat(answer.all('N').get(0).field('M')).isEqualTo("SET ignored");
            assertThat(stats.run("SHOW client_encoding").value()).isEqualTo("UTF8");
            assertThat(stats.run("show datestyle").value()).isEqualTo("ISO");
            assertThat(stats.client().query("SET default_pool_size = 3").error().message())
                    .isEqualTo("admin access needed");
        }
    }
}
