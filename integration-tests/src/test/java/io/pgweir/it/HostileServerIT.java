package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.FakeBackend;
import io.pgweir.it.harness.FakeBackend.Conversation;
import io.pgweir.it.harness.FakeBackend.Script;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that lie, and their neighbours, which must not notice. */
@IntegrationTest
final class HostileServerIT {

    @SuppressWarnings("NullAway.Init") // set before the tests
    private Postgres postgres;

    /** What they do while a connection is being opened, by what the client's error tells of it. */
    private static final Map<String, Script> AT_LOGIN = new TreeMap<>(Map.ofEntries(
            Map.entry("error without SQLSTATE: out of luck", with -> {
                with.startup();
                with.say('E', new WireBody().int8('M').cstring("out of luck").int8(0));
            }),
            Map.entry("empty error: ", with -> {
                with.startup();
                with.say('E', new WireBody());
            }),
            Map.entry("error that does not end: ", with -> {
                with.startup();
                with.say('E', new WireBody().int8('M').bytes(new byte[] {'a', 'b'}));
            }),
            Map.entry("HTTP: ", with -> {
                with.startup();
                with.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }),
            Map.entry("length zero: ", with -> afterStartup(with, 'R', 0)),
            Map.entry("length three: ", with -> afterStartup(with, 'R', 3)),
            Map.entry("length negative: ", with -> afterStartup(with, 'R', -1)),
            Map.entry("length enormous: ", with -> afterStartup(with, 'R', Integer.MAX_VALUE)),
            Map.entry("ready before asked: ReadyForQuery before authentication", with -> {
                with.startup();
                with.ready();
            }),
            Map.entry("unknown method: authentication method 99", with -> {
                with.startup();
                with.say('R', new WireBody().int32(99));
            }),
            Map.entry("short salt: md5 salt", with -> {
                with.startup();
                with.say('R', new WireBody().int32(5).int8(1));
            }),
            Map.entry("no mechanism: SASL mechanism", with -> {
                with.startup();
                with.say('R', new WireBody().int32(10).cstring("NONSENSE").int8(0));
            }),
            Map.entry("iterations: SCRAM iterations", with -> scram(with, "", ",i=2000000000")),
            Map.entry("no iterations: SCRAM iterations", with -> scram(with, "", "")),
            Map.entry("long nonce: SCRAM message", with -> scram(with, "x".repeat(10_000), ",i=4096"))));

    static final Set<String> LIES = AT_LOGIN.keySet();

    private static void afterStartup(Conversation with, char type, int length) throws IOException {
        with.startup();
        with.raw(new WireBody().int8(type).int32(length).int32(0).toBytes());
        with.silentEnd();
    }

    private static void scram(Conversation with, String moreNonce, String end) throws IOException {
        with.startup();
        with.say('R', new WireBody().int32(10).cstring("SCRAM-SHA-256").int8(0));
        String first = with.read().text();
        String nonce = first.substring(first.indexOf(",r=") + ",r=".length());
        with.say(
                'R',
                new WireBody()
                        .int32(11)
                        .bytes(("r=" + nonce + "srv" + moreNonce + ",s=c2FsdHNhbHQ=" + end)
                                .getBytes(StandardCharsets.US_ASCII)));
        with.silentEnd();
    }

    private final Map<String, FakeBackend> liars = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess amongLiars;

    /** One pgweir in front of all who lie at login: each is the server of a database of its own. */
    @BeforeAll
    void start(Postgres shared) throws IOException {
        postgres = shared;
        for (String lie : LIES) {
            liars.put(database(lie), new FakeBackend(Objects.requireNonNull(AT_LOGIN.get(lie))));
        }
        amongLiars = start(liars, "disable");
    }

    @AfterAll
    void stop() throws IOException {
        amongLiars.close();
        for (FakeBackend backend : liars.values()) {
            backend.close();
        }
    }

    private static String database(String lie) {
        return lie.substring(0, lie.indexOf(':')).replace(' ', '_');
    }

    private PgweirProcess start(FakeBackend backend, String tls) throws IOException {
        return start(Map.of("bad", backend), tls);
    }

    private PgweirProcess start(Map<String, FakeBackend> backends, String tls) throws IOException {
        StringBuilder servers =
                new StringBuilder("{main: {host: 127.0.0.1, port: " + postgres.port() + ", tls: {mode: disable}}");
        StringBuilder databases = new StringBuilder("{'*': {server: main}");
        backends.forEach((name, backend) -> {
            servers.append(", ")
                    .append(name)
                    .append(": {host: 127.0.0.1, port: ")
                    .append(backend.port());
            servers.append(", tls: {mode: ").append(tls).append("}}");
            databases.append(", ").append(name).append(": {server: ").append(name);
            databases.append(", user: alice, password: secret}");
        });
        return new PgweirConfig(postgres)
                .with("servers", servers + "}")
                .with("databases", databases + "}")
                .with("connections", "{connect_timeout: 2s, login_retry: 1s}")
                .with("pools", "{query_wait_timeout: 5s}")
                .start();
    }

    private static Answer login(PgweirProcess pgweir) throws IOException {
        return login(pgweir, "bad");
    }

    private static Answer login(PgweirProcess pgweir, String database) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            return client.startup(database, "bob").answer();
        }
    }

    private static void assertNeighboursLive(PgweirProcess pgweir) throws IOException {
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            assertThat(client.query("SELECT 'well'").value()).isEqualTo("well");
        }
    }

    @ParameterizedTest
    @FieldSource("LIES")
    void a_lie_at_login_is_a_clear_error_for_the_client(String lie) throws IOException {
        Answer answer = login(amongLiars, database(lie));

        assertThat(answer.closed()).isTrue();
        assertThat(answer.error().field('S')).isEqualTo("FATAL");
        assertThat(answer.error().sqlState()).matches("[0-9A-Z]{5}");
        assertThat(answer.error().message() + " " + answer.error().field('D'))
                .contains(lie.substring(lie.indexOf(": ") + 2));
        assertNeighboursLive(amongLiars);
    }

    static Stream<byte[]> answersToSslRequest() {
        return Stream.of(
                new byte[] {'S', 'R', 0, 0, 0, 8, 0, 0, 0, 0},
                new byte[] {'N', 'R', 0, 0, 0, 8, 0, 0, 0, 0},
                new byte[] {'x'});
    }

    @ParameterizedTest
    @MethodSource("answersToSslRequest")
    void bytes_ahead_of_tls_are_never_read(byte[] answer) throws IOException {
        AtomicBoolean started = new AtomicBoolean();
        try (FakeBackend backend = new FakeBackend(with -> {
                    with.startup();
                    with.raw(answer);
                    started.set(!with.silentEnd());
                });
                PgweirProcess pgweir = start(backend, "require")) {
            Answer refused = login(pgweir);

            assertThat(refused.error().field('S')).isEqualTo("FATAL");
            assertThat(started).isFalse();
            assertNeighboursLive(pgweir);
        }
    }

    @Test
    void a_password_is_not_said_in_clear() throws IOException {
        AtomicBoolean silent = new AtomicBoolean();
        try (FakeBackend backend = new FakeBackend(with -> {
                    with.startup();
                    with.say('R', new WireBody().int32(3));
                    silent.set(with.silentEnd());
                });
                PgweirProcess pgweir = start(backend, "disable")) {
            assertThat(login(pgweir).error().field('D')).contains("clear");

            await().untilTrue(silent);
            assertNeighboursLive(pgweir);
        }
    }

    @Test
    void a_server_that_never_answers_is_given_up_and_its_clients_with_it() throws IOException {
        try (FakeBackend backend = new FakeBackend(with -> {
                    with.startup();
                    with.silentEnd();
                });
                PgweirProcess pgweir = start(backend, "disable")) {
            Answer answer = login(pgweir);

            assertThat(answer.error().sqlState()).isEqualTo("53300");
            assertThat(answer.error().message()).isEqualTo("query_wait_timeout");
            assertNeighboursLive(pgweir);
        }
    }

    static Stream<byte[]> answersToAQuery() {
        return Stream.of(
                new WireBody().int8('T').int32(0).toBytes(),
                new WireBody().int8('T').int32(-1).toBytes(),
                new WireBody().int8('T').int32(Integer.MIN_VALUE).toBytes(),
                new WireBody().int8('!').int32(4).toBytes(),
                new WireBody().int8('Z').int32(4).toBytes(),
                new WireBody().int8('Z').int32(5).int8('?').toBytes());
    }

    @ParameterizedTest
    @MethodSource("answersToAQuery")
    void a_broken_answer_ends_that_session_with_an_error(byte[] broken) throws IOException {
        try (FakeBackend backend = new FakeBackend(with -> {
                    with.welcome();
                    while (with.read().type() == 'Q') {
                        with.raw(broken);
                    }
                });
                PgweirProcess pgweir = start(backend, "disable");
                WireClient client = WireClient.connect(pgweir.port())) {
            assertThat(client.startup("bad", "bob").answer().status()).isEqualTo('I');

            Answer answer = client.query("SELECT 1");

            assertThat(answer.closed()).isTrue();
            assertThat(answer.error().sqlState()).startsWith("08");
            assertNeighboursLive(pgweir);
        }
    }

    @Test
    void a_server_that_dies_in_the_middle_of_a_message_ends_it_there() throws IOException {
        try (FakeBackend backend = new FakeBackend(with -> {
                    with.welcome();
                    with.read();
                    with.raw(new WireBody()
                            .int8('D')
                            .int32(1_000)
                            .int16(1)
                            .int32(990)
                            .int8('x')
                            .toBytes());
                });
                PgweirProcess pgweir = start(backend, "disable");
                WireClient client = WireClient.connect(pgweir.port())) {
            assertThat(client.startup("bad", "bob").answer().status()).isEqualTo('I');

            Answer answer = client.query("SELECT 1");

            // an error of ours would be read as a part of that row
            assertThat(answer.closed()).isTrue();
            assertThat(answer.messages()).isEmpty();
            assertNeighboursLive(pgweir);
        }
    }
}
