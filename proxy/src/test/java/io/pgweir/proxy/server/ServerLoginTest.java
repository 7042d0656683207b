package io.pgweir.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.proxy.testing.ClientFrames;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Login;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How we prove to a server who we are, with what we know of the password. */
class ServerLoginTest {
    /** md5 of passwordapp. */
    private static final String HASH = "md598b0eddb1d41e30a28e098217145c424";

    private final TestProxy proxy = new TestProxy();

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    private WireClient comes(Login login, String password) throws IOException {
        proxy.with("databases", "{'*': {server: main, user: app, password: '" + password + "'}}")
                .start();
        proxy.server().login(login);
        WireClient client = proxy.connect();
        client.send(ClientFrames.startup("user", "alice", "database", "db"));
        return client;
    }

    private void served(WireClient client) {
        client.expectWelcome();
        FakeConnection server = proxy.server().connection("db");
        assertThat(server.startup()).containsEntry("user", "app").containsEntry("database", "db");
    }

    private void refused(String reason) {
        await().until(() -> proxy.log().contains(reason));
    }

    @Test
    void trust() throws IOException {
        served(comes(Login.trust(), ""));
    }

    @Test
    void md5_with_the_password() throws IOException {
        served(comes(Login.md5("app", "password"), "password"));
    }

    @Test
    void md5_with_its_hash() throws IOException {
        served(comes(Login.md5("app", "password"), HASH));
    }

    @Test
    void scram_with_the_password() throws IOException {
        served(comes(Login.scram("password"), "password"));
    }

    @Test
    void scram_with_a_password_that_must_be_normalized() throws IOException {
        served(comes(Login.scram("IX"), "\u2168")); // RFC 4013: ROMAN NUMERAL NINE
    }

    @Test
    void a_server_that_does_not_know_the_password_either() throws IOException {
        WireClient unused = comes(Login.forgedScram("password"), "password");

        refused("server's SCRAM proof is wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "'', server asks for a password and none is known",
        HASH + ", wrong password type",
        "secret, server asks for the password in clear without TLS"
    })
    void nothing_that_is_known_answers_the_server(String secret, String reason) throws IOException {
        WireClient unused = comes(secret.equals("secret") ? Login.clear("secret") : Login.scram("password"), secret);

        refused(reason);
    }
}
