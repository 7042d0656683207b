package io.pgweir.proxy.server;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.authentication;
import static io.pgweir.proxy.testing.ServerFrames.authenticationOk;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.ClientFrames;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.Login;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is hostile while we log in is left at once; its clients are told why, and later ones are served. */
class HostileLoginTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy()
            .with("databases", "{'*': {server: main, user: app, password: secret, pools: {size: 1}}}")
            .with("connections", "{login_retry: 100ms}")
            .serverTls("prefer");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String database = "db" + NAMES.incrementAndGet();

    private WireClient comes() {
        WireClient client = PROXY.connect();
        client.send(ClientFrames.startup("user", "alice", "database", database));
        return client;
    }

    /** It is told why, and goes. */
    private static void isTold(WireClient client, String reason) {
        ErrorResponse error = client.expectError("08006");
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.detail()).contains(reason);
        client.expectEnd();
    }

    /** The server is honest from now on, and whoever comes is served, if not at once. */
    private void newcomersAreServed() {
        PROXY.server().login(Login.trust());
        PROXY.server().sslAnswer("N");
        WireClient client = await().ignoreExceptions().until(this::comes, HostileLoginTest::isWelcome);
        FakeConnection server = PROXY.server().connection(database);
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));
        server.send(row("1"), complete("SELECT 1"), ready());
        client.expect(row("1"), complete("SELECT 1"), ready());
        client.close();
    }

    private static boolean isWelcome(WireClient client) {
        try {
            client.expectWelcome();
            return true;
        } catch (AssertionError e) {
            return false; // told what the last one was told
        }
    }

    @AfterEach
    void the_server_is_honest_again() {
        PROXY.server().login(Login.trust());
        PROXY.server().sslAnswer("N");
    }

    static Stream<Arguments> broken() {
        String scram = "SCRAM-SHA-256\0\0";
        return Stream.of(
                Arguments.of("ReadyForQuery before authentication", new Frame[] {ready()}),
                Arguments.of("unexpected message of type 'D'", new Frame[] {authenticationOk(), row("1")}),
                Arguments.of("unexpected message of type 'z'", new Frame[] {new Frame('z', "")}),
                Arguments.of("authentication request of 5 bytes", new Frame[] {new Frame('R', "")}),
                Arguments.of("authentication method 7", new Frame[] {authentication(7, "")}),
                Arguments.of("authentication method -1", new Frame[] {authentication(-1, "")}),
                Arguments.of("md5 salt of 3 bytes", new Frame[] {authentication(5, "abc")}),
                Arguments.of("asks for the password in clear", new Frame[] {authentication(3, "")}),
                Arguments.of("no SASL mechanism", new Frame[] {authentication(10, "")}),
                Arguments.of("no SASL mechanism", new Frame[] {authentication(10, "SCRAM-SHA-256-PLUS\0\0")}),
                Arguments.of("did not begin", new Frame[] {authentication(12, "v=abc")}),
                Arguments.of(
                        "malformed", new Frame[] {authentication(10, scram), authentication(11, "r=x,s=eA==,i=4096")}),
                Arguments.of(
                        "\"2000000000\" SCRAM iterations",
                        new Frame[] {authentication(10, scram), authentication(11, "r=x,s=eA==,i=2000000000")}),
                Arguments.of(
                        "iterations", new Frame[] {authentication(10, scram), authentication(11, "r=x,s=eA==,i=0")}),
                Arguments.of("iterations", new Frame[] {authentication(10, scram), authentication(11, "")}),
                Arguments.of("SCRAM message of 5000 bytes", new Frame[] {
                    authentication(10, scram), authentication(11, "x".repeat(5000))
                }),
                Arguments.of("did not prove", new Frame[] {authentication(10, scram), authenticationOk()}),
                Arguments.of("without a terminating zero", new Frame[] {authenticationOk(), new Frame('S', "name")}),
                Arguments.of("BackendKeyData of 6 bytes", new Frame[] {authenticationOk(), new Frame('K', "x")}),
                Arguments.of("message length 100004", new Frame[] {new Frame('N', "x".repeat(100_000))}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void a_server_that_breaks_its_login_is_left(String reason, Frame... frames) {
        PROXY.server().login(hostile(frames));

        WireClient client = comes();

        isTold(client, reason);
        newcomersAreServed();
    }

    /** Sends everything, whatever is answered, and waits for the proxy to go. */
    private static Login hostile(Frame... frames) {
        return connection -> {
            connection.send(frames);
            while (answered(connection)) {
                // an answer of the proxy's, before it saw the worst
            }
            connection.close();
        };
    }

    private static boolean answered(FakeConnection connection) {
        try {
            return connection.next().type() == 'p';
        } catch (AssertionError e) {
            return false;
        }
    }

    @Test
    void bytes_before_tls_are_never_read() {
        PROXY.server().sslAnswer("S" + "R\0\0\0\10\0\0\0\0");

        WireClient client = comes();

        isTold(client, "received unencrypted data after SSL response");
        newcomersAreServed();
    }

    @Test
    void an_answer_to_the_ssl_request_that_is_none() {
        PROXY.server().sslAnswer("H");

        WireClient client = comes();

        isTold(client, "invalid answer to SSLRequest: 'H'");
        newcomersAreServed();
    }

    @Test
    void a_flood_of_parameters_is_cut_off() {
        PROXY.server()
                .login(hostile(Stream.concat(
                                Stream.of(authenticationOk()),
                                IntStream.range(0, 2_000).mapToObj(i -> parameter("name" + i, "value")))
                        .toArray(Frame[]::new)));

        WireClient client = comes();

        isTold(client, "reports more than 1000 parameters");
        newcomersAreServed();
    }

    @Test
    void its_own_error_is_what_the_client_is_told() {
        PROXY.server().login(Login.refuse("28P01", "password authentication failed for user \"app\""));

        WireClient client = comes();

        assertThat(client.expectError("28P01").message()).contains("password authentication failed");
        client.expectEnd();
    }

    @Test
    void an_error_without_sqlstate_is_told_too() {
        PROXY.server().login(connection -> {
            connection.send(new Frame('E', "Mgo away\0\0"));
            connection.close();
        });

        WireClient client = comes();

        assertThat(client.next().body()).contains("go away");
        client.expectEnd();
    }
}
