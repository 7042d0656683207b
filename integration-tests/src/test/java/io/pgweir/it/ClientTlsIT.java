package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Certificates;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS towards clients, as libpq and a hand-made client see it. */
@IntegrationTest
final class ClientTlsIT {
    private static final int CANCEL_REQUEST = 80877102;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private Postgres postgres;

    @SuppressWarnings("NullAway.Init") // made before the tests
    private Certificates ours;

    @SuppressWarnings("NullAway.Init") // made before the tests
    private Certificates others;

    @BeforeAll
    void prepare(Postgres shared) throws IOException {
        postgres = shared;
        ours = new Certificates("our authority").certify("localhost").certify("alice");
        others = new Certificates("another authority").certify("localhost").certify("alice");
    }

    private PgweirProcess start(String mode) throws IOException {
        return start(mode, ours.certificate("localhost"), ours.key("localhost"));
    }

    private PgweirProcess start(String mode, Path certificate, Path key) throws IOException {
        return new PgweirConfig(postgres)
                .with(
                        "listen",
                        "{address: 127.0.0.1, port: 0, tls: {mode: " + mode + ", cert: " + certificate + ", key: " + key
                                + ", ca: " + ours.ca() + "}}")
                .start();
    }

    private static Program psql(PgweirProcess pgweir, String options) throws IOException {
        return Program.psql(
                "host=localhost hostaddr=127.0.0.1 dbname=postgres user=alice port=" + pgweir.port() + " " + options,
                "SELECT 'in'");
    }

    private static String identity(Certificates from) {
        return " sslcert=" + from.certificate("alice") + " sslkey=" + from.key("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "disable, disable, true",
        "disable, prefer, true",
        "disable, require, false",
        "allow, disable, true",
        "allow, require, true",
        "prefer, disable, true",
        "prefer, require, true",
        "require, disable, false",
        "require, require, true",
    })
    void modes_of_both_sides_meet(String mode, String asked, boolean let) throws IOException {
        try (PgweirProcess pgweir = start(mode)) {
            Program psql = psql(pgweir, "sslmode=" + asked);

            assertThat(psql.output().equals("in")).as(psql.output()).isEqualTo(let);
            if (mode.equals("require") && !let) {
                assertThat(psql.output()).contains("SSL required");
            }
        }
    }

    @Test
    void libpq_checks_our_certificate_and_name() throws IOException {
        try (PgweirProcess pgweir = start("require")) {
            assertThat(psql(pgweir, "sslmode=verify-full sslrootcert=" + ours.ca())
                            .output())
                    .isEqualTo("in");
            assertThat(psql(pgweir, "sslmode=verify-full sslrootcert=" + others.ca())
                            .output())
                    .contains("certificate verify failed");
            assertThat(psql(pgweir, "sslmode=verify-full host=127.0.0.1 sslrootcert=" + ours.ca())
                            .output())
                    .contains("does not match host name");
        }
    }

    @ParameterizedTest
    @CsvSource({"verify-ca", "verify-full"})
    void a_client_certificate_is_asked_for_and_checked(String mode) throws IOException {
        try (PgweirProcess pgweir = start(mode)) {
            assertThat(psql(pgweir, "sslmode=require" + identity(ours)).output())
                    .isEqualTo("in");
            assertThat(psql(pgweir, "sslmode=require" + identity(others)).status())
                    .isEqualTo(2);
            assertThat(psql(pgweir, "sslmode=require sslcert=/none sslkey=/none")
                            .status())
                    .isEqualTo(2);
            assertThat(psql(pgweir, "sslmode=disable").output()).contains("SSL required");
        }
    }

    @Test
    void plain_bytes_behind_an_ssl_request_are_an_attack() throws IOException {
        try (PgweirProcess pgweir = start("prefer");
                WireClient client = WireClient.connect(pgweir.port())) {
            client.untyped(new WireBody().int32(WireClient.SSL_REQUEST)).startup("postgres", "alice");

            Answer answer = client.answer();

            assertThat(answer.error().message()).isEqualTo("received unencrypted data after SSL request");
            assertThat(answer.error().sqlState()).isEqualTo("08P01");
            assertThat(answer.closed()).isTrue();
        }
    }

    @Test
    void a_request_for_gss_is_declined_and_tls_may_follow() throws IOException, GeneralSecurityException {
        try (PgweirProcess pgweir = start("require");
                WireClient client = WireClient.connect(pgweir.port())) {
            client.untyped(new WireBody().int32(WireClient.GSS_REQUEST)).send();
            assertThat(client.readByte()).isEqualTo('N');
            client.untyped(new WireBody().int32(WireClient.SSL_REQUEST)).send();
            assertThat(client.readByte()).isEqualTo('S');

            try (WireClient secured = new WireClient(handshake(client.socket(), "postgresql"))) {
                assertThat(secured.startup("postgres", "alice").answer().status())
                        .isEqualTo('I');
                assertThat(secured.query("SELECT repeat('x', 1000000)").value()).hasSize(1_000_000);
            }
        }
    }

    private static Socket connect(PgweirProcess pgweir) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), pgweir.port());
    }

    /** TLS on a connection, trusting anybody. */
    private static SSLSocket handshake(Socket socket, String... protocols)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // whoever it is
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // whoever it is
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void direct_tls_begins_without_a_request() throws IOException, GeneralSecurityException {
        try (PgweirProcess pgweir = start("require")) {
            for (String[] protocols : new String[][] {{"postgresql"}, {}}) {
                Socket socket = connect(pgweir);
                try (WireClient client = new WireClient(handshake(socket, protocols))) {
                    assertThat(client.startup("postgres", "alice").answer().status())
                            .isEqualTo('I');
                }
            }
            try (Socket socket = connect(pgweir)) {
                assertThatThrownBy(() -> handshake(socket, "http/1.1")).isInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void cancel_requests_come_over_tls_too() throws IOException, GeneralSecurityException {
        try (PgweirProcess pgweir = start("require");
                WireClient client = new WireClient(handshake(connect(pgweir), "postgresql"))) {
            assertThat(client.startup("postgres", "alice").answer().status()).isEqualTo('I');
            client.simple("SELECT pg_sleep(30)").send();
            try (var console = new Console(new WireClient(handshake(connect(pgweir), "postgresql")))) {
                console.client().startup("pgweir", "admin").answer();
                await().until(() -> console.pool("postgres", "sv_active") == 1);
                assertThat(console.row("CLIENTS", "user", "alice").get("tls")).contains("TLSv1.3");
            }

            try (WireClient request = new WireClient(handshake(connect(pgweir), "postgresql"))) {
                request.untyped(new WireBody()
                                .int32(CANCEL_REQUEST)
                                .int32(client.pid())
                                .int32(client.secret()))
                        .send();
                assertThat(request.readByte()).isEqualTo(-1);
            }

            assertThat(client.answer().error().sqlState()).isEqualTo("57014");
        }
    }

    @Test
    void a_renewed_certificate_is_shown_after_a_reload_and_a_broken_one_is_not() throws IOException {
        Path folder = Files.createTempDirectory("pgweir-renewed-");
        Path certificate = folder.resolve("crt");
        Path key = folder.resolve("key");
        Files.copy(others.certificate("localhost"), certificate);
        Files.copy(others.key("localhost"), key);
        try (PgweirProcess pgweir = start("require", certificate, key);
                var console = pgweirConsole(pgweir)) {
            assertThat(psql(pgweir, "sslmode=verify-full sslrootcert=" + ours.ca())
                            .status())
                    .isEqualTo(2);

            Files.copy(ours.certificate("localhost"), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(ours.key("localhost"), key, StandardCopyOption.REPLACE_EXISTING);
            console.run("RELOAD");
            assertThat(psql(pgweir, "sslmode=verify-full sslrootcert=" + ours.ca())
                            .output())
                    .isEqualTo("in");

            Files.writeString(certificate, "no certificate");
            pgweir.expectError("RELOAD failed");
            assertThat(console.client().query("RELOAD").error().field('D')).contains(certificate.toString());
            assertThat(psql(pgweir, "sslmode=verify-full sslrootcert=" + ours.ca())
                            .output())
                    .isEqualTo("in");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Console pgweirConsole(PgweirProcess pgweir) throws IOException, GeneralSecurityException {
        WireClient client = new WireClient(handshake(connect(pgweir), "postgresql"));
        client.startup("pgweir", "admin").answer();
        return new Console(client);
    }
}
