package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.PostgresProcess;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users whose secrets PostgreSQL is asked for, and who are then logged in to PostgreSQL with what they showed. */
@IntegrationTest
final class AuthQueryIT {
    private static final String PASSWORD = "right pässword";

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PostgresProcess postgres;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start() throws IOException, SQLException {
        postgres = Postgres.startProcess(Map.of());
        Sql.direct(
                postgres,
                "postgres",
                "CREATE ROLE asker SUPERUSER LOGIN PASSWORD 'asks'",
                "CREATE ROLE by_scram LOGIN PASSWORD '" + PASSWORD + "'",
                "CREATE ROLE expired LOGIN PASSWORD '" + PASSWORD + "' VALID UNTIL '2020-01-01'",
                "CREATE ROLE no_password LOGIN",
                "SET password_encryption = 'md5'",
                "CREATE ROLE by_md5 LOGIN PASSWORD '" + PASSWORD + "'",
                "CREATE FUNCTION one_column(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
                "CREATE DATABASE other");
        Sql.direct(
                postgres,
                "postgres",
                "CREATE SCHEMA evil",
                "CREATE FUNCTION evil.lies(name, text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
                "CREATE OPERATOR evil.= (FUNCTION = evil.lies, LEFTARG = name, RIGHTARG = text)",
                "GRANT USAGE ON SCHEMA evil TO PUBLIC");
        Files.writeString(postgres.data().resolve("pg_hba.conf"), """
                local all all trust
                host all postgres all trust
                host all by_md5 all md5
                host all all all scram-sha-256
                """);
        postgres.reload();
        Path users = Files.createTempFile("pgweir-users-", ".txt");
        Files.writeString(users, "\"asker\" \"asks\"\n");
        pgweir = new PgweirConfig(postgres)
                .with("auth", "{type: md5, file: " + users + ", user: asker}")
                .with("pools", "{size: 4, mode: transaction}")
                .with(
                        "databases",
                        "{postgres: {server: main}, forced: {server: main, dbname: postgres, user: asker},"
                                + " elsewhere: {server: main, dbname: postgres, auth_dbname: other},"
                                + " other: {server: main},"
                                + " lost: {server: main, dbname: postgres, auth_dbname: nowhere},"
                                + " narrow: {server: main, dbname: postgres, auth_query: 'SELECT one_column($1)'},"
                                + " broken: {server: main, dbname: postgres, auth_query: 'SELECT 1/0, $1'},"
                                + " wrong: {server: main, dbname: postgres, auth_user: nobody_there}}")
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
        postgres.close();
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(pgweir.url(database), user, password);
    }

    private void assertRefused(String database, String user, String message) {
        assertThatThrownBy(() -> connect(database, user, PASSWORD).close()).hasMessageContaining("FATAL: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_scram", "by_md5"})
    void a_user_whom_no_file_lists_is_known_and_reaches_the_server_as_itself(String user) throws SQLException {
        for (String database : new String[] {"postgres", "elsewhere", "other"}) {
            try (Connection connection = connect(database, user, PASSWORD)) {
                assertThat(Sql.one(connection, "SELECT current_user")).isEqualTo(user);
            }
        }
        assertThatThrownBy(() -> connect("postgres", user, "wrong").close())
                .hasMessageContaining("password authentication failed for user \"" + user + "\"");
    }

    @Test
    void cve_2015_6817_an_unknown_user_is_never_the_one_who_asks() {
        for (String database : new String[] {"postgres", "elsewhere", "forced"}) {
            assertRefused(database, "stranger", "no such user");
        }
        assertRefused("no_such_database", "stranger", "password authentication failed");
    }

    @Test
    void cve_2025_2291_an_expired_role_does_not_log_in() {
        assertRefused("postgres", "expired", "password authentication failed");
        assertRefused("postgres", "no_password", "password authentication failed");
    }

    @Test
    void cve_2025_12819_nothing_that_a_stranger_says_reaches_the_one_who_asks() throws IOException, SQLException {
        try (Connection other = connect("postgres", "asker", "asks")) {
            Sql.run(other, "SET search_path = evil, pg_catalog"); // its server is shared with the questions
        }
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup("postgres", "stranger", "search_path", "evil, pg_catalog");

            Answer answer = client.answer();

            assertThat(answer.error().message()).isEqualTo("no such user");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "narrow", "broken", "wrong"})
    void what_goes_wrong_is_told_to_the_log_alone(String database) {
        pgweir.expectError("auth_query");
        pgweir.expectError("authentication database");

        assertRefused(database, "by_scram", "bouncer config error");

        pgweir.process()
                .awaitLine(
                        switch (database) {
                            case "lost" -> "authentication database \"nowhere\" is not configured";
                            case "narrow" -> "auth_query answered 1 columns";
                            case "broken" -> "division by zero";
                            default -> "auth_query failed: server login failed";
                        });
    }

    @Test
    void a_name_is_a_parameter_and_no_sql() {
        assertRefused("postgres", "x' OR rolname='by_scram", "no such user");
        assertRefused("postgres", "by_scram'--", "no such user");
    }

    @Test
    void cve_2026_107350_a_second_startup_packet_changes_nobody() throws IOException {
        for (String database : new String[] {"postgres", "no_such_database"}) {
            try (WireClient client = WireClient.connect(pgweir.port())) {
                client.startup(database, "by_scram").read();
                client.startup("postgres", "asker");

                assertThat(client.answer().error().message()).isEqualTo("client re-sent startup pkt");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_000})
    void cve_2026_6664_a_length_that_lies_is_refused(int length) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup("postgres", "by_scram").read();
            client.message(
                            'p',
                            new WireBody()
                                    .cstring("SCRAM-SHA-256")
                                    .int32(length)
                                    .bytes(new byte[] {'n', ',', ','}))
                    .send();

            assertThat(client.answer().error().sqlState()).isEqualTo("08P01");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"r=NONCE,p=PROOF", "c=biws,p=PROOF", "c=biws,r=NONCE", "", ",,,", "c=,r=,p=", "p=PROOF"})
    void cve_2026_19888_a_proof_that_lacks_a_part_is_refused(String message) throws IOException {
        byte[] first = "n,,n=,r=abcdefgh".getBytes(StandardCharsets.US_ASCII);
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.startup("postgres", "by_scram").read();
            client.message(
                            'p',
                            new WireBody()
                                    .cstring("SCRAM-SHA-256")
                                    .int32(first.length)
                                    .bytes(first))
                    .send();
            String nonce = client.read()
                    .text()
                    .substring(Integer.BYTES)
                    .split(",", -1)[0]
                    .substring("r=".length());
            String proof = Base64.getEncoder().encodeToString(new byte[32]);
            String last = message.replace("NONCE", nonce).replace("PROOF", proof);
            client.message('p', new WireBody().bytes(last.getBytes(StandardCharsets.US_ASCII)))
                    .send();

            assertThat(client.answer().error().sqlState()).isEqualTo("08P01");
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'p', 'Q', 'P', 'B', 'X', 'S', 'F', 'd', 'f'})
    void cve_2015_4054_no_message_may_come_before_the_startup_packet(char type) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.message(type, new WireBody().cstring("x")).send();
            client.socket().shutdownOutput();

            assertThat(client.answer().closed()).isTrue();
        }
        assertRefused("postgres", "stranger", "no such user");
    }

    @Test
    void cve_2012_4575_long_names_are_refused() throws IOException {
        for (int length : new int[] {64, 10_000}) {
            try (WireClient client = WireClient.connect(pgweir.port())) {
                client.startup("d".repeat(length), "by_scram");

                assertThat(client.answer().error().sqlState()).isEqualTo("08P01");
            }
        }
    }
}
