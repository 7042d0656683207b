package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console beside a real PgBouncer's: tools that read the one must be able to read the other. */
@IntegrationTest
final class ConsoleComparisonIT {
    private static final String CONSOLE = "pgbouncer";

    /** Columns that have another name since PgBouncer 1.18. */
    private static final Map<String, String> RENAMED = Map.of("reserve_pool:23", "reserve_pool_size:23");

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgBouncerProcess pgbouncer;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        pgbouncer = PgBouncerProcess.start(
                postgres, List.of("\"admin\" \"\"", "\"stats\" \"\"", "\"joe\" \"\"", "\"alice\" \"\""));
        pgweir = new PgweirConfig(postgres).start();
        runOneQuery(pgbouncer.port());
        runOneQuery(pgweir.port());
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
        pgbouncer.close();
    }

    private static void runOneQuery(int port) throws IOException {
        try (WireClient client = WireClient.login(port, "postgres", "alice")) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
        }
    }

    private static Answer ask(int port, String user, String command) throws IOException {
        try (WireClient client = WireClient.login(port, CONSOLE, user)) {
            return client.query(command);
        }
    }

    private static List<String> columns(int port, String table) throws IOException {
        Answer answer = ask(port, "admin", "SHOW " + table);
        assertThat(answer.failed()).as("SHOW %s: %s", table, answer).isFalse();
        return answer.all('T').get(0).columns().stream()
                .map(column -> RENAMED.getOrDefault(column, column))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POOLS", "CLIENTS", "SERVERS", "DATABASES", "STATS", "CONFIG", "VERSION"})
    void a_table_has_every_column_of_pgbouncer_in_its_order_with_its_type(String table) throws IOException {
        assertThat(columns(pgweir.port(), table)).containsSubsequence(columns(pgbouncer.port(), table));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POOLS", "CLIENTS", "DATABASES", "STATS"})
    void a_table_answers_with_the_same_messages(String table) throws IOException {
        Answer theirs = ask(pgbouncer.port(), "admin", "SHOW " + table);
        Answer ours = ask(pgweir.port(), "admin", "SHOW " + table);

        assertThat(ours.types().replaceAll("D+", "D"))
                .isEqualTo(theirs.types().replaceAll("D+", "D"))
                .isEqualTo("TDCZ");
        assertThat(ours.tags()).isEqualTo(theirs.tags());
        assertThat(ours.status()).isEqualTo(theirs.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE",
                "show nonsense",
                "PAUSE one two",
                "RELOAD x",
                "SHUTDOWN now",
                "RESUME",
                "RESUME pgbouncer",
                "PAUSE pgbouncer",
                "RECONNECT pgbouncer",
                "SELECT 1",
                "SELECT 1; SELECT 2",
                "SHOW"
            })
    void a_command_that_is_wrong_gets_the_same_error(String command) throws IOException {
        Answer theirs = ask(pgbouncer.port(), "admin", command);
        Answer ours = ask(pgweir.port(), "admin", command);

        assertThat(ours.types()).isEqualTo(theirs.types());
        assertThat(ours.error().message()).isEqualTo(theirs.error().message());
        assertThat(ours.error().sqlState()).isEqualTo(theirs.error().sqlState());
        assertThat(ours.error().field('S')).isEqualTo(theirs.error().field('S'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAUSE", "RESUME", "RELOAD", "RECONNECT", "SHUTDOWN", "PAUSE postgres"})
    void a_user_who_may_only_look_gets_the_same_refusal(String command) throws IOException {
        Answer theirs = ask(pgbouncer.port(), "stats", command);
        Answer ours = ask(pgweir.port(), "stats", command);

        assertThat(ours.types()).isEqualTo(theirs.types());
        assertThat(ours.error().message()).isEqualTo(theirs.error().message());
        assertThat(ours.error().sqlState()).isEqualTo(theirs.error().sqlState());
    }

    @Test
    void a_second_pause_gets_the_same_error() throws IOException {
        Answer theirs = pausedTwice(pgbouncer.port());
        Answer ours = pausedTwice(pgweir.port());

        assertThat(ours.error().message()).isEqualTo(theirs.error().message());
    }

    private static Answer pausedTwice(int port) throws IOException {
        assertThat(ask(port, "admin", "PAUSE").tags()).containsExactly("PAUSE");
        Answer second = ask(port, "admin", "PAUSE");
        assertThat(ask(port, "admin", "RESUME").tags()).containsExactly("RESUME");
        return second;
    }

    @Test
    void a_stranger_is_refused_like_there() throws IOException {
        try (WireClient theirs = WireClient.connect(pgbouncer.port());
                WireClient ours = WireClient.connect(pgweir.port())) {
            Answer refused = theirs.startup(CONSOLE, "joe").answer();
            Answer alike = ours.startup(CONSOLE, "joe").answer();

            assertThat(alike.error().message()).isEqualTo(refused.error().message());
            assertThat(alike.closed()).isTrue();
        }
    }

    @Test
    void the_extended_protocol_is_refused_like_there() throws IOException {
        try (WireClient theirs = WireClient.login(pgbouncer.port(), CONSOLE, "admin");
                WireClient ours = WireClient.login(pgweir.port(), CONSOLE, "admin")) {
            Answer refused = theirs.parse("", "SHOW POOLS").sync().send().answer();
            Answer alike = ours.parse("", "SHOW POOLS").sync().send().answer();

            assertThat(alike.error().message()).isEqualTo(refused.error().message());
            assertThat(alike.closed()).isEqualTo(refused.closed());
        }
    }

    @Test
    void the_welcome_names_the_same_parameters() throws IOException {
        try (WireClient theirs = WireClient.login(pgbouncer.port(), CONSOLE, "admin");
                WireClient ours = WireClient.login(pgweir.port(), CONSOLE, "admin")) {
            assertThat(ours.parameters())
                    .containsKeys(theirs.parameters().keySet().toArray(String[]::new));
            assertThat(ours.parameters().get("server_version")).endsWith("/bouncer");
            assertThat(theirs.parameters().get("server_version")).endsWith("/bouncer");
        }
    }
}
