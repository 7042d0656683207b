package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that prove who they are, by every method and with every kind of secret. */
@IntegrationTest
@ParameterizedClass
@ValueSource(strings = {"plain", "md5", "scram-sha-256"})
final class ClientAuthIT {
    private static final String DATABASE = "postgres";
    private static final String PASSWORD = "right \"quoted\" pässword";
    private static final int SASL = 10;

    @Parameter
    private String method = "";

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // made before the tests
    private List<String> users;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        users = List.of(
                line("by_plain", PASSWORD),
                line("by_md5", secret(postgres, "by_md5", "md5")),
                line("by_scram", secret(postgres, "by_scram", "scram-sha-256")));
        role(postgres, "by_plain");
        role(postgres, "unlisted");
        Path file = Files.createTempFile("pgweir-users-", ".txt");
        Files.write(file, users);
        pgweir = new PgweirConfig(postgres)
                .with("auth", "{type: " + method + ", file: " + file + "}")
                .start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    private static String line(String user, String secret) {
        return "\"" + user + "\" \"" + secret.replace("\"", "\"\"") + "\"";
    }

    private static void role(Postgres postgres, String user) throws SQLException {
        Sql.direct(postgres, DATABASE, "DROP ROLE IF EXISTS " + user, "CREATE ROLE " + user + " LOGIN");
    }

    /** PostgreSQL makes the secret from the password. */
    private static String secret(Postgres postgres, String user, String encryption) throws SQLException {
        role(postgres, user);
        try (Connection connection = Sql.direct(postgres, DATABASE)) {
            Sql.run(
                    connection,
                    "SET password_encryption = '" + encryption + "'",
                    "ALTER ROLE " + user + " PASSWORD '" + PASSWORD + "'");
            return Sql.one(connection, "SELECT rolpassword FROM pg_authid WHERE rolname = '" + user + "'");
        }
    }

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(pgweir.url(DATABASE), user, password);
    }

    /** An md5 proves nothing in a SCRAM dialogue. */
    private boolean canProve(String user) {
        return !(user.equals("by_md5") && method.equals("scram-sha-256"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_plain", "by_md5", "by_scram"})
    void the_right_password_lets_pgjdbc_in(String user) throws SQLException {
        if (canProve(user)) {
            try (Connection connection = connect(user, PASSWORD)) {
                assertThat(Sql.one(connection, "SELECT current_user")).isEqualTo(user);
            }
        } else {
            assertRefused(user, PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_plain", "by_md5", "by_scram"})
    void the_right_password_lets_psql_in(String user) throws IOException {
        Program psql = psql(user, PASSWORD);

        assertThat(psql.status()).isEqualTo(canProve(user) ? 0 : 2);
        assertThat(psql.output())
                .contains(canProve(user) ? user : "password authentication failed for user \"" + user + "\"");
    }

    private Program psql(String user, String password) throws IOException {
        return Program.psql(
                Map.of("PGPASSWORD", password),
                "host=127.0.0.1 port=" + pgweir.port() + " dbname=postgres user=" + user,
                "SELECT current_user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_plain", "by_md5", "by_scram", "unlisted", "nobody_at_all"})
    void a_wrong_password_is_refused_in_the_words_of_postgresql(String user) throws IOException {
        assertRefused(user, "wrong");
        assertThat(psql(user, "wrong").output())
                .contains("FATAL:  password authentication failed for user \"" + user + "\"");
    }

    private void assertRefused(String user, String password) {
        assertThatThrownBy(() -> connect(user, password).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("FATAL: password authentication failed for user \"" + user + "\"")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("28P01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_plain", "by_md5", "by_scram", "unlisted"})
    void an_empty_password_is_no_password(String user) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            WireMessage question = client.startup(DATABASE, user).read();
            if (question.int32(0) != SASL) {
                client.message('p', new WireBody().cstring("")).send();

                assertThat(client.answer().error().sqlState()).isEqualTo("28P01");
            }
        }
    }

    /** The right proof of an empty password is what an unknown user would need. */
    @Test
    void an_unknown_user_has_the_dialogue_of_a_known_one() throws IOException {
        assertThat(dialogue("nobody_at_all")).isEqualTo(dialogue("by_plain").replace("by_plain", "nobody_at_all"));
        assertThat(dialogue("nobody_at_all")).isEqualTo(dialogue("nobody_at_all"));
    }

    /** What is said up to a refusal, without what must differ from time to time. */
    private String dialogue(String user) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            WireMessage question = client.startup(DATABASE, user).read();
            StringBuilder said = new StringBuilder("R" + question.int32(0));
            if (question.int32(0) == SASL) {
                said.append(scram(client));
            } else {
                client.message('p', new WireBody().cstring("md5" + "0".repeat(32)))
                        .send();
            }
            Answer end = client.answer();
            return said.append(' ')
                    .append(end.error().fields())
                    .append(end.closed())
                    .toString();
        }
    }

    /** Answers the lengths and counts of the server's first message. */
    private static String scram(WireClient client) throws IOException {
        byte[] first = "n,,n=,r=abcdefgh".getBytes(StandardCharsets.US_ASCII);
        client.message(
                        'p',
                        new WireBody()
                                .cstring("SCRAM-SHA-256")
                                .int32(first.length)
                                .bytes(first))
                .send();
        String challenge = client.read().text().substring(Integer.BYTES);
        String[] parts = challenge.split(",", -1);
        String proof = Base64.getEncoder().encodeToString(new byte[32]);
        client.message(
                        'p',
                        new WireBody()
                                .bytes(("c=biws," + parts[0] + ",p=" + proof).getBytes(StandardCharsets.US_ASCII)))
                .send();
        return " nonce " + parts[0].length() + " salt " + parts[1].length() + " " + parts[2];
    }

    @Test
    void the_salt_of_an_unknown_user_stays_the_same() throws IOException {
        if (method.equals("scram-sha-256")) {
            assertThat(salt("nobody_at_all")).isEqualTo(salt("nobody_at_all")).isNotEqualTo(salt("nobody_else"));
        }
    }

    private String salt(String user) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            byte[] first = "n,,n=,r=abcdefgh".getBytes(StandardCharsets.US_ASCII);
            client.startup(DATABASE, user).read();
            client.message(
                            'p',
                            new WireBody()
                                    .cstring("SCRAM-SHA-256")
                                    .int32(first.length)
                                    .bytes(first))
                    .send();
            return client.read().text().split(",", -1)[1];
        }
    }

    @Test
    void an_unknown_database_is_told_only_to_who_is_known() {
        assertThatThrownBy(() -> DriverManager.getConnection(pgweir.url("no_such_db"), "by_plain", "wrong")
                        .close())
                .hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> DriverManager.getConnection(pgweir.url("no_such_db"), "by_plain", PASSWORD)
                        .close())
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("3D000");
    }

    @Test
    void the_first_question_is_that_of_pgbouncer(Postgres postgres) throws IOException {
        try (PgBouncerProcess pgbouncer = PgBouncerProcess.start(postgres, users, "auth_type = " + method)) {
            for (String user : List.of("by_plain", "by_md5", "unlisted")) {
                if (canProve(user)) {
                    assertThat(question(pgweir.port(), user)).as(user).isEqualTo(question(pgbouncer.port(), user));
                }
            }
        }
    }

    private static int question(int port, String user) throws IOException {
        try (WireClient client = WireClient.connect(port)) {
            return client.startup(DATABASE, user).read().int32(0);
        }
    }
}
