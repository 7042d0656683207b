package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Certificates;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An HBA file with lines of every kind, as psql meets them: over TCP, over TLS and over the Unix socket. */
@IntegrationTest
final class HbaIT {
    @SuppressWarnings("NullAway.Init") // made before the tests
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before the tests
    private Certificates certificates;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        folder = Files.createTempDirectory("pgweir-hba-");
        certificates = new Certificates("authority")
                .certify("localhost")
                .certify("alice")
                .certify("somebody");
        Files.writeString(folder.resolve("users.txt"), "\"alice\" \"a\"\n\"bob\" \"b\"\n\"carol\" \"c\"\n");
        Files.writeString(
                folder.resolve("ident.conf"), "me " + System.getProperty("user.name") + " carol\ncerts somebody all\n");
        Files.writeString(folder.resolve("hba.conf"), """
                local   all         carol   peer map=me
                local   all         all     peer
                nonsense
                hostssl certified   all     127.0.0.1/32  cert
                hostssl mapped      all     127.0.0.1/32  cert map=certs
                hostssl postgres    all     127.0.0.1/32  scram-sha-256
                host    postgres    alice   127.0.0.0 255.255.255.0 md5
                host    postgres    bob     all           reject
                host    "trusted"   alice   all           trust
                """);
        String target = "host=127.0.0.1 port=" + postgres.port() + " dbname=postgres";
        pgweir = PgweirProcess.startIni("""
                [databases]
                postgres = %1$s
                certified = %1$s
                mapped = %1$s
                trusted = %1$s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %6$d
                unix_socket_dir = %2$s
                admin_users = carol
                auth_type = hba
                auth_file = %2$s/users.txt
                auth_hba_file = %2$s/hba.conf
                auth_ident_file = %2$s/ident.conf
                client_tls_sslmode = prefer
                client_tls_ciphers = ECDHE-ECDSA-AES128-GCM-SHA256
                client_tls_cert_file = %3$s
                client_tls_key_file = %4$s
                client_tls_ca_file = %5$s
                """.formatted(
                        target,
                        folder,
                        certificates.certificate("localhost"),
                        certificates.key("localhost"),
                        certificates.ca(),
                        Ports.free()));
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    private String psql(String options, String password) throws IOException {
        return Program.psql(
                        Map.of("PGPASSWORD", password), "port=" + pgweir.port() + " " + options, "SELECT current_user")
                .output();
    }

    private String tcp(String options, String password) throws IOException {
        return psql("host=127.0.0.1 " + options, password);
    }

    private String identity(String who) {
        return " sslmode=require sslcert=" + certificates.certificate(who) + " sslkey=" + certificates.key(who);
    }

    @ParameterizedTest
    @CsvSource({
        "dbname=postgres user=alice sslmode=disable, a, alice",
        "dbname=postgres user=alice sslmode=disable, wrong, password authentication failed",
        "dbname=postgres user=alice sslmode=require channel_binding=require, a, alice",
        "dbname=postgres user=alice sslmode=require channel_binding=disable, a, alice",
        "dbname=postgres user=alice sslmode=require, wrong, SASL authentication failed",
        "dbname=postgres user=bob sslmode=disable, b, login rejected",
        "dbname=postgres user=bob sslmode=require, b, bob",
        "dbname=postgres user=carol sslmode=disable, c, no authentication method is found",
        "dbname=trusted user=alice sslmode=disable, '', alice",
        "dbname=trusted user=bob sslmode=disable, b, no authentication method is found",
        "dbname=trusted user=alice sslmode=disable replication=true, '', no authentication method is found",
    })
    void a_line_says_how(String options, String password, String answer) throws IOException {
        assertThat(tcp(options, password)).contains(answer);
    }

    @Test
    void a_certificate_bears_the_name_or_one_that_is_mapped() throws IOException {
        assertThat(tcp("dbname=certified user=alice" + identity("alice"), "")).isEqualTo("alice");
        assertThat(tcp("dbname=certified user=alice" + identity("somebody"), ""))
                .contains("certificate authentication failed", "TLS certificate name mismatch");
        assertThat(tcp("dbname=certified user=alice sslmode=require sslcert=/none sslkey=/none", ""))
                .contains("TLS client certificate required");
        assertThat(tcp("dbname=mapped user=bob" + identity("somebody"), "")).isEqualTo("bob");
        assertThat(tcp("dbname=mapped user=stranger" + identity("somebody"), ""))
                .contains("certificate authentication failed");
    }

    @Test
    void the_kernel_says_who_is_at_the_other_end_of_a_unix_socket() throws IOException {
        assertThat(psql("host=" + folder + " dbname=postgres user=carol", "")).isEqualTo("carol");
        assertThat(psql("host=" + folder + " dbname=postgres user=alice", "")).contains("unix socket login rejected");
    }

    @Test
    void the_user_of_the_process_is_at_home_on_the_console() throws IOException {
        assertThat(psql("host=" + folder + " dbname=pgbouncer user=pgbouncer", ""))
                .contains("invalid command");
        assertThat(tcp("dbname=pgbouncer user=pgbouncer sslmode=disable", ""))
                .contains("no authentication method is found");
    }

    @Test
    void bad_lines_are_passed_over_with_a_warning() {
        assertThat(pgweir.process().text()).contains("hba line 3: unknown type \"nonsense\"");
    }
}
