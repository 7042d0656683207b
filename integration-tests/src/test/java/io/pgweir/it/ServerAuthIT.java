package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.PostgresProcess;
import io.pgweir.it.harness.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** pgweir proves to PostgreSQL who its pools are. Each case is a user of its own, since a pool remembers a failure. */
@IntegrationTest
final class ServerAuthIT {
    private static final String PASSWORD = "right pässword";

    private final List<String> users = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PostgresProcess postgres;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start() throws IOException, SQLException {
        postgres = Postgres.startProcess(Map.of());
        for (String method : List.of("md5", "scram")) {
            for (String kept : List.of("plain", "md5", "scram", "wrong")) {
                user(method + "_" + kept, method.equals("md5") ? "md5" : "scram-sha-256", kept);
            }
        }
        user("clear_plain", "scram-sha-256", "plain");
        user("trust_none", "scram-sha-256", "none");
        user("scram_none", "scram-sha-256", "none");
        Files.writeString(postgres.data().resolve("pg_hba.conf"), """
                local all all trust
                host all postgres all trust
                host all md5_plain,md5_md5,md5_scram,md5_wrong all md5
                host all scram_plain,scram_md5,scram_scram,scram_wrong,scram_none,forced all scram-sha-256
                host all clear_plain all password
                host all trust_none all trust
                """);
        Sql.direct(postgres, "postgres", "CREATE ROLE forced LOGIN PASSWORD 'of the entry'");
        postgres.reload();
        Path file = Files.createTempFile("pgweir-users-", ".txt");
        Files.write(file, users);
        pgweir = new PgweirConfig(postgres)
                .with("auth", "{type: trust, file: " + file + "}")
                .with(
                        "databases",
                        "{'*': {server: main}, entry: {server: main, dbname: postgres, user: forced,"
                                + " password: 'of the entry'}}")
                .start();
    }

    /** Makes a role with the password, and a line of the user list that keeps it in this form. */
    private void user(String name, String encryption, String kept) throws SQLException {
        try (Connection connection = Sql.direct(postgres, "postgres")) {
            String form = kept.equals("md5") || kept.equals("scram") ? kept : "";
            Sql.run(
                    connection,
                    "SET password_encryption = '" + (form.equals("md5") ? "md5" : "scram-sha-256") + "'",
                    "CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
            String hashed = Sql.one(connection, "SELECT rolpassword FROM pg_authid WHERE rolname = '" + name + "'");
            users.add("\"" + name + "\" \""
                    + switch (kept) {
                        case "plain" -> PASSWORD;
                        case "wrong" -> "wrong";
                        case "none" -> "";
                        default -> hashed;
                    }
                    + "\"");
            Sql.run(
                    connection,
                    "SET password_encryption = '" + encryption + "'",
                    "ALTER ROLE " + name + " PASSWORD '" + PASSWORD + "'");
        }
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust_none", "md5_plain", "md5_md5", "scram_plain"})
    void a_secret_that_can_answer_the_server_lets_the_pool_in(String user) throws SQLException {
        try (Connection connection = pgweir.connect("postgres", user)) {
            assertThat(Sql.one(connection, "SELECT current_user")).isEqualTo(user);
        }
    }

    @Test
    void the_password_of_the_database_entry_counts_over_the_list() throws SQLException {
        try (Connection connection = pgweir.connect("entry", "trust_none")) {
            assertThat(Sql.one(connection, "SELECT current_user")).isEqualTo("forced");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram_md5", "scram_scram", "md5_scram"})
    void a_secret_that_cannot_answer_the_server_is_named(String user) {
        assertThatThrownBy(() -> pgweir.connect("postgres", user).close())
                .isInstanceOfSatisfying(PSQLException.class, error -> {
                    assertThat(error.getSQLState()).isEqualTo("08006");
                    assertThat(error.getMessage())
                            .contains("server login failed", "wrong password type", "\"" + user + "\"");
                });
    }

    @Test
    void who_comes_after_a_refusal_learns_its_reason_without_another_attempt() {
        assertThatThrownBy(() -> pgweir.connect("template1", "scram_md5").close())
                .hasMessageContaining("server login failed");

        assertThatThrownBy(() -> pgweir.connect("template1", "scram_md5").close())
                .hasMessageContaining("server login has been failing, cached error: server login failed")
                .hasMessageContaining("wrong password type");
    }

    @Test
    void a_missing_password_is_named() {
        assertThatThrownBy(() -> pgweir.connect("postgres", "scram_none").close())
                .isInstanceOf(PSQLException.class)
                .hasMessageContaining("password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5_wrong", "scram_wrong"})
    void a_wrong_password_gives_the_error_of_the_server(String user) {
        assertThatThrownBy(() -> pgweir.connect("postgres", user).close())
                .isInstanceOfSatisfying(PSQLException.class, error -> {
                    assertThat(error.getSQLState()).isEqualTo("28P01");
                    assertThat(error.getMessage()).contains("password authentication failed for user \"" + user + "\"");
                });
    }

    @Test
    void a_password_is_not_given_in_clear_without_tls() {
        assertThatThrownBy(() -> pgweir.connect("postgres", "clear_plain").close())
                .isInstanceOfSatisfying(PSQLException.class, error -> {
                    assertThat(error.getSQLState()).isEqualTo("08006");
                    assertThat(error.getMessage()).contains("server login failed", "clear");
                });
    }

    @Test
    void a_database_that_is_missing_gives_the_error_of_the_server() throws SQLException {
        assertThatThrownBy(
                        () -> pgweir.connect("no_such_database", "trust_none").close())
                .isInstanceOfSatisfying(
                        PSQLException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("3D000"));
    }
}
