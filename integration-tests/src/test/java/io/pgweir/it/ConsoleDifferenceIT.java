package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One ini, one console session, and a real PgBouncer beside it: answers are compared field by field. */
@IntegrationTest
final class ConsoleDifferenceIT {
    /** Defaults that PgBouncer changed after 1.18, which is the one that Debian has. */
    private static final Set<String> OTHER_DEFAULTS = Set.of(
            "client_tls_ciphers", // fast until 1.24
            "server_tls_ciphers",
            "server_check_query", // select 1 until 1.25
            "server_tls_sslmode"); // disable until 1.20

    /** Values that say where a process listens, which files it read and who it is: PgBouncer refuses to be root. */
    private static final Set<String> OTHER_VALUES = Set.of("listen_port", "conffile", "auth_file", "user");

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private PgBouncerProcess pgbouncer;

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private Console ours;

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private Console theirs;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        pgbouncer = PgBouncerProcess.start(postgres, List.of("\"admin\" \"\"", "\"alice\" \"\""));
        pgweir = PgweirProcess.startIni("""
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            pool_mode = transaction
            admin_users = admin
            stats_users = stats
            """.formatted(postgres.port(), Ports.free()));
        theirs = new Console(WireClient.login(pgbouncer.port(), "pgbouncer", "admin"));
        ours = new Console(pgweir.wire("pgbouncer", "admin"));
    }

    @AfterAll
    void stop() throws IOException {
        ours.close();
        theirs.close();
        pgweir.close();
        pgbouncer.close();
    }

    private static List<String> texts(Answer answer) {
        return answer.all('E').isEmpty()
                ? answer.all('N').stream().map(notice -> notice.field('M')).toList()
                : List.of(
                        answer.error().field('S'),
                        answer.error().sqlState(),
                        answer.error().message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET query_timeout = 3; ",
                "set query_timeout to '2.5'",
                "SET nonsense = 1",
                "SET listen_port = 1",
                "SET pool_mode = sesion",
                "SET log_stats = true",
                "SET query_timeout = 0.5",
                "SET",
                "SET timezone = 'x'",
                "SHOW timezone",
                "SHOW datestyle",
                "SHOW default_transaction_isolation",
                "SHOW standard_conforming_strings",
                "KILL pgbouncer",
                "WAIT_CLOSE pgbouncer",
                "WAIT_CLOSE",
                "DISABLE",
                "DISABLE pgbouncer",
                "DISABLE template1",
                "ENABLE",
                "ENABLE pgbouncer",
                "ENABLE template1",
                "KILL template0",
                "RESUME template0",
                "SHOW \"version\" x",
                "KILL a b",
                "SHOW HELP",
                "RELOAD"
            })
    void a_command_gets_the_same_answer(String command) throws IOException {
        Answer their = theirs.client().query(command);
        Answer our = ours.client().query(command);

        assertThat(our.types()).isEqualTo(their.types());
        assertThat(texts(our)).isEqualTo(texts(their));
        assertThat(our.tags()).isEqualTo(their.tags());
        assertThat(our.rows()).isEqualTo(their.rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTS",
                "TOTALS",
                "STATS_TOTALS",
                "STATS_AVERAGES",
                "USERS",
                "SOCKETS",
                "ACTIVE_SOCKETS",
                "MEM",
                "DNS_HOSTS",
                "DNS_ZONES"
            })
    void a_table_has_every_column_of_theirs_in_its_order_with_its_type(String table) throws IOException {
        assertThat(ours.run("SHOW " + table).all('T').get(0).columns())
                .containsSubsequence(theirs.run("SHOW " + table).all('T').get(0).columns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LISTS", "TOTALS"})
    void a_table_of_names_has_every_name_of_theirs_in_its_order(String table) throws IOException {
        assertThat(names(ours, table)).containsSubsequence(names(theirs, table));
    }

    private static List<String> names(Console console, String table) throws IOException {
        return console.show(table).stream()
                .map(row -> String.valueOf(row.values().iterator().next()))
                .toList();
    }

    @Test
    void settings_have_the_same_values_defaults_and_order() throws IOException {
        List<Map<String, @Nullable String>> their = theirs.show("CONFIG");

        assertThat(names(ours, "CONFIG")).containsSubsequence(names(theirs, "CONFIG"));
        for (Map<String, @Nullable String> row : their) {
            String key = String.valueOf(row.get("key"));
            Map<String, @Nullable String> our = ours.row("CONFIG", "key", key);
            assertThat(our.get("changeable")).as(key).isEqualTo(row.get("changeable"));
            if (!OTHER_DEFAULTS.contains(key)) {
                assertThat(our.get("default")).as(key).isEqualTo(row.get("default"));
            }
            if (!OTHER_DEFAULTS.contains(key) && !OTHER_VALUES.contains(key)) {
                assertThat(our.get("value")).as(key).isEqualTo(row.get("value"));
            }
        }
    }
}
