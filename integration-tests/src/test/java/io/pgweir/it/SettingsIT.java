package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Skip;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings follow their client from server to server, and nobody else gets them. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class SettingsIT {
    private static final String DATABASE = "settings";
    private static final String ALL = "SELECT name, setting FROM pg_settings WHERE source = 'session'";

    private PgweirProcess pgweir;

    /** One server for all, so that each client finds what the last one left. */
    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(postgres, DATABASE, "CREATE TABLE things (a int)", "GRANT ALL ON things TO PUBLIC");
        pgweir = new PgweirConfig(postgres).with("pools", "{size: 1}").start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    private WireClient login(String... settings) throws IOException {
        return pgweir.wire(DATABASE, "alice", settings);
    }

    private static String show(WireClient client, String name) throws IOException {
        return String.valueOf(
                client.query("SELECT current_setting('" + name + "')").value());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application_name | it's; a \\ \"name\"",
                "client_encoding | LATIN1",
                "DateStyle | SQL, DMY",
                "IntervalStyle | iso_8601",
                "TimeZone | Asia/Tokyo",
                "default_transaction_read_only | on",
                "standard_conforming_strings | off",
                "work_mem | 5MB",
                "statement_timeout | 12345ms",
                "extra_float_digits | 2",
                "search_path | pg_catalog, public",
                "app.tenant | t'1",
            })
    void what_a_client_logs_in_with_is_its_own_at_every_turn(String name, String value) throws IOException {
        try (WireClient plain = login();
                WireClient client = login(name, value);
                WireClient options = login(
                        "options",
                        "-c " + name + "=" + value.replace("\\", "\\\\").replace(" ", "\\ "))) {
            String normal = String.valueOf(plain.query("SELECT current_setting('" + name + "', true)")
                    .rows()
                    .get(0)
                    .get(0));

            for (int i = 0; i < 3; i++) {
                assertThat(show(client, name)).isEqualTo(value);
                assertThat(show(options, name)).isEqualTo(value);
                String now = String.valueOf(plain.query("SELECT nullif(current_setting('" + name + "', true), '')")
                        .rows()
                        .get(0)
                        .get(0));
                assertThat(now).isEqualTo(normal.isEmpty() ? "null" : normal);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application_name | my app",
                "client_encoding | LATIN1",
                "DateStyle | SQL, DMY",
                "IntervalStyle | iso_8601",
                "TimeZone | Asia/Tokyo",
                "default_transaction_read_only | on",
                "standard_conforming_strings | off",
                "scram_iterations | 4097",
                "search_path | pg_catalog, public",
            })
    void what_a_client_sets_is_its_own_at_every_turn(String name, String value) throws IOException {
        try (WireClient client = login();
                WireClient other = login()) {
            Skip.unless(client.parameters().containsKey(name), "this PostgreSQL does not report " + name);
            String normal = show(other, name);

            client.query("SELECT set_config('" + name + "', '" + value + "', false)");

            assertThat(client.parameters()).containsEntry(name, value);
            for (int i = 0; i < 3; i++) {
                assertThat(show(other, name)).isEqualTo(normal);
                assertThat(show(client, name)).isEqualTo(value);
            }
            assertThat(other.parameters()).containsEntry(name, normal);
            client.query("RESET " + name);
            assertThat(client.parameters()).containsEntry(name, normal);
            assertThat(show(client, name)).isEqualTo(normal);
        }
    }

    @Test
    void the_welcome_says_what_the_client_asked_for_as_the_server_spells_it() throws IOException {
        try (WireClient client = login("datestyle", "german, ymd", "TIMEZONE", "utc", "application_name", "mine")) {
            assertThat(client.parameters())
                    .containsEntry("DateStyle", "German, YMD")
                    .containsEntry("TimeZone", "UTC")
                    .containsEntry("application_name", "mine")
                    .containsEntry("session_authorization", "alice")
                    .containsEntry("is_superuser", "off")
                    .containsKeys("server_version", "server_encoding", "integer_datetimes");
        }
    }

    @Test
    void what_is_set_in_a_transaction_goes_when_it_is_rolled_back() throws IOException {
        try (WireClient client = login("TimeZone", "Asia/Tokyo");
                WireClient other = login()) {
            client.query("BEGIN");
            client.query("SET TimeZone = 'Europe/Rome'");
            client.query("SET LOCAL DateStyle = 'German'");
            assertThat(client.parameters()).containsEntry("TimeZone", "Europe/Rome");
            client.query("ROLLBACK");

            assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
            assertThat(other.query("SHOW TimeZone").value()).isNotEqualTo("Asia/Tokyo");
            assertThat(client.query("SHOW TimeZone").value()).isEqualTo("Asia/Tokyo");
            assertThat(client.query("SHOW DateStyle").value()).startsWith("ISO");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESET ALL", "DISCARD ALL", "SELECT 1; RESET ALL"})
    void a_reset_leads_back_to_what_the_client_logged_in_with(String sql) throws IOException {
        try (WireClient client = login("TimeZone", "Asia/Tokyo", "options", "-c work_mem=5MB");
                WireClient other = login()) {
            client.query("SET TimeZone = 'Europe/Rome'");

            Answer answer = client.query(sql);

            assertThat(answer.failed()).as(answer.toString()).isFalse();
            assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
            assertThat(other.query(ALL).rows()).allMatch(row -> "TimeZone".equals(row.get(0)));
            assertThat(other.query("SHOW TimeZone").value()).doesNotContain("Asia", "Rome");
            assertThat(client.query("SHOW TimeZone").value()).isEqualTo("Asia/Tokyo");
            assertThat(client.query("SHOW work_mem").value()).isEqualTo("5MB");
        }
    }

    @Test
    void who_becomes_somebody_else_does_so_alone() throws IOException {
        try (WireClient client = pgweir.wire(DATABASE, Postgres.SUPERUSER);
                WireClient other = pgweir.wire(DATABASE, Postgres.SUPERUSER)) {
            client.query("SET SESSION AUTHORIZATION bob");

            for (int i = 0; i < 3; i++) {
                assertThat(other.query("SELECT session_user").value()).isEqualTo(Postgres.SUPERUSER);
                assertThat(client.query("SELECT session_user").value()).isEqualTo("bob");
            }
            assertThat(other.query("SHOW is_superuser").value()).isEqualTo("on");
        }
    }

    @Test
    void who_may_only_read_is_the_only_one() throws IOException {
        try (WireClient reader = login("options", "-c default_transaction_read_only=on");
                WireClient writer = login()) {
            for (int i = 0; i < 3; i++) {
                assertThat(reader.query("INSERT INTO things VALUES (1)").error().sqlState())
                        .isEqualTo("25006");
                assertThat(writer.query("INSERT INTO things VALUES (1)").failed())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TimeZone,Nowhere/Land,22023", "no_such_setting,1,42704", "work_mem,much,22023"})
    void a_setting_that_postgresql_refuses_ends_the_login_with_its_error(String name, String value, String code)
            throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port());
                WireClient other = login()) {
            Answer answer = client.startup(DATABASE, "alice", name, value).answer();

            assertThat(answer.error().sqlState()).isEqualTo(code);
            assertThat(answer.closed()).isTrue();
            assertThat(other.query(ALL).rows()).isEmpty();
        }
    }

    @Test
    void a_client_is_told_only_of_its_own_changes() throws IOException {
        try (WireClient client = login("application_name", "one");
                WireClient other = login("application_name", "two")) {
            var before = new TreeMap<>(client.parameters());
            for (int i = 0; i < 5; i++) {
                assertThat(other.query("SET DateStyle = 'German'; SELECT 1").all('S'))
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(client.query("SELECT 1").all('S')).isEmpty();
            }
            assertThat(client.parameters()).isEqualTo(before);
        }
    }

    @Test
    void reset_all_tells_the_clients_startup_values_with_its_answer() throws IOException {
        try (WireClient client = login("client_encoding", "LATIN1")) {
            client.query("SET NAMES 'UTF8'");
            assertThat(client.parameters()).containsEntry("client_encoding", "UTF8");

            client.query("RESET ALL");

            assertThat(client.parameters()).containsEntry("client_encoding", "LATIN1");
            assertThat(client.query("SHOW client_encoding").value()).isEqualTo("LATIN1");
        }
    }
}
