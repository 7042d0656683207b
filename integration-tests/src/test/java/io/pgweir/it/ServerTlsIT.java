package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Certificates;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.PostgresProcess;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS towards PostgreSQL: one pgweir with a database per way to ask for it. */
@IntegrationTest
final class ServerTlsIT {
    private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PostgresProcess postgres;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres withoutTls) throws IOException, SQLException {
        Certificates ours =
                new Certificates("our authority").certify("localhost").certify("alice");
        Certificates others = new Certificates("another authority");
        postgres = Postgres.startProcess(Map.of());
        Sql.roles(postgres);
        encrypt(ours);
        String crt = ", cert: " + ours.certificate("alice") + ", key: " + ours.key("alice");
        String right = ", ca: " + ours.ca();
        String wrong = ", ca: " + others.ca();
        StringBuilder servers = new StringBuilder("{main: ").append(server("localhost", withoutTls.port(), "disable"));
        StringBuilder databases = new StringBuilder("{'*': {server: main}");
        Map.ofEntries(
                        Map.entry("disable", server("localhost", postgres.port(), "disable")),
                        Map.entry("allow", server("localhost", postgres.port(), "allow")),
                        Map.entry("prefer", server("localhost", postgres.port(), "prefer")),
                        Map.entry("require", server("127.0.0.1", postgres.port(), "require" + wrong)),
                        Map.entry("ca_right", server("127.0.0.1", postgres.port(), "verify-ca" + right)),
                        Map.entry("ca_wrong", server("127.0.0.1", postgres.port(), "verify-ca" + wrong)),
                        Map.entry("full_right", server("localhost", postgres.port(), "verify-full" + right)),
                        Map.entry("full_name", server("127.0.0.1", postgres.port(), "verify-full" + right)),
                        Map.entry("certified", server("localhost", postgres.port(), "require" + crt)),
                        Map.entry("plain_prefer", server("localhost", withoutTls.port(), "prefer")),
                        Map.entry("plain_require", server("localhost", withoutTls.port(), "require")))
                .forEach((name, server) -> {
                    servers.append(", ").append(name).append(": ").append(server);
                    databases
                            .append(", ")
                            .append(name)
                            .append(": {dbname: postgres, server: ")
                            .append(name);
                    databases.append("}");
                });
        pgweir = new PgweirConfig(withoutTls)
                .with("servers", servers + "}")
                .with("databases", databases + "}")
                .with("pools", "{query_wait_timeout: 10s}")
                .start();
    }

    private static String server(String host, int port, String tls) {
        return "{host: " + host + ", port: " + port + ", tls: {mode: " + tls + "}}";
    }

    private void encrypt(Certificates from) throws IOException, SQLException {
        Path version = postgres.data().resolve("PG_VERSION");
        for (Path[] copy : new Path[][] {
            {from.certificate("localhost"), postgres.data().resolve("server.crt")},
            {from.key("localhost"), postgres.data().resolve("server.key")},
            {from.ca(), postgres.data().resolve("ca.crt")}
        }) {
            Files.copy(copy[0], copy[1]);
            Files.setPosixFilePermissions(copy[1], PosixFilePermissions.fromString("rw-------"));
            Files.setOwner(copy[1], Files.getOwner(version));
        }
        Sql.direct(postgres, "postgres", "ALTER SYSTEM SET ssl = on", "ALTER SYSTEM SET ssl_ca_file = 'ca.crt'");
        Files.writeString(postgres.data().resolve("pg_hba.conf"), """
                local all all trust
                host all postgres all trust
                hostssl all carol all trust clientcert=verify-ca
                host all carol all reject
                hostssl all bob all password
                host all all all trust
                """);
        Sql.direct(postgres, "postgres", "ALTER ROLE bob PASSWORD 'in clear'");
        postgres.reload();
        try (Connection direct = Sql.direct(postgres, "postgres")) {
            await().until(() -> Sql.one(direct, "SHOW ssl").equals("on"));
        }
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource({
        "disable, f",
        "allow, f",
        "prefer, t",
        "require, t",
        "ca_right, t",
        "full_right, t",
        "certified, t",
        "plain_prefer, f"
    })
    void a_mode_that_fits_gets_a_connection(String database, String encrypted) throws IOException {
        try (WireClient client = pgweir.wire(database, "alice")) {
            assertThat(client.query(ENCRYPTED).value()).isEqualTo(encrypted);
            assertThat(client.query("SELECT repeat('x', 1000000)").value()).hasSize(1_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"ca_wrong, certif", "full_name, 127.0.0.1", "plain_require, server refused SSL"})
    void a_server_that_is_not_who_it_should_be_is_refused_with_the_reason(String database, String reason)
            throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            Answer answer = client.startup(database, "alice").answer();

            assertThat(answer.error().sqlState()).isEqualTo("08006");
            assertThat(answer.error().message() + answer.error().field('D')).contains(reason);
        }
    }

    @Test
    void our_certificate_is_shown_to_a_server_that_asks() throws IOException {
        try (WireClient client = pgweir.wire("certified", "carol")) {
            assertThat(client.query("SELECT current_user").value()).isEqualTo("carol");
        }
        try (WireClient client = WireClient.connect(pgweir.port())) {
            assertThat(client.startup("require", "carol").answer().error().sqlState())
                    .isEqualTo("28000");
        }
    }

    @Test
    void cancel_requests_reach_a_server_over_tls() throws IOException {
        try (WireClient client = pgweir.wire("full_right", "alice")) {
            client.simple("SELECT pg_sleep(30)").send();
            try (var console = pgweir.console()) {
                await().until(() -> console.pool("full_right", "sv_active") == 1);
            }

            client.cancel();

            assertThat(client.answer().error().sqlState()).isEqualTo("57014");
        }
    }
}
