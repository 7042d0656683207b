package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Deadline;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the protocol or stop in the middle of it, and their neighbours, which must not notice. */
@IntegrationTest
@ParameterizedClass
@EnumSource(
        value = Variant.class,
        names = {"ONE_LOOP", "CHANNEL"})
final class HostileClientIT {
    private static final String DATABASE = "postgres";
    private static final long MEGABYTE = 1 << 20;

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException {
        pgweir = new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: 20}")
                .with("clients", "{max: 5000, login_timeout: 2s}")
                .with("session", "{ignore_startup_parameters: [extra_float_digits]}")
                .start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    private WireClient login() throws IOException {
        return pgweir.wire(DATABASE, "alice");
    }

    private void assertNeighboursLive() throws IOException {
        try (WireClient client = login()) {
            assertThat(client.query("SELECT 'well'").value()).isEqualTo("well");
        }
    }

    /** The end came, with a proper error or with none. */
    private static void assertEnded(Answer answer) {
        assertThat(answer.closed()).isTrue();
        assertThat(answer.types()).isIn("", "E");
        if (answer.failed()) {
            assertThat(answer.error().field('S')).isEqualTo("FATAL");
            assertThat(answer.error().sqlState()).matches("[0-9A-Z]{5}");
        }
    }

    static Stream<byte[]> firstBytes() {
        return Stream.of(
                text("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                text("SSH-2.0-OpenSSH_9.2\r\n"),
                text("\0\0\0\0\0\0\0\0\0\0\0\0"),
                new WireBody().int32(0).int32(WireClient.PROTOCOL_3_0).toBytes(),
                new WireBody().int32(4).toBytes(),
                new WireBody().int32(7).int32(WireClient.PROTOCOL_3_0).toBytes(),
                new WireBody().int32(-1).int32(WireClient.PROTOCOL_3_0).toBytes(),
                new WireBody().int32(Integer.MIN_VALUE).toBytes(),
                new WireBody()
                        .int32(Integer.MAX_VALUE)
                        .int32(WireClient.PROTOCOL_3_0)
                        .toBytes(),
                new WireBody().int32(8).int32(2 << 16).toBytes(),
                new WireBody().int32(8).int32(WireClient.PROTOCOL_3_0).toBytes(),
                new WireBody().int32(9).int32(WireClient.PROTOCOL_3_0).int8(0).toBytes(),
                new WireBody()
                        .int32(13)
                        .int32(WireClient.PROTOCOL_3_0)
                        .bytes(text("user\0"))
                        .toBytes(),
                new WireBody()
                        .int32(12)
                        .int32(WireClient.PROTOCOL_3_0)
                        .bytes(text("user"))
                        .toBytes(),
                new WireBody().int32(8).int32(80877102).toBytes(),
                new WireBody().int32(9).int8('p').int32(5).toBytes(),
                new WireBody().int8('Q').int32(13).cstring("SELECT 1").toBytes());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("firstBytes")
    void whatever_comes_first_the_others_go_on(byte[] bytes) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.raw(bytes).send();
            client.socket().shutdownOutput();

            assertEnded(client.answer());
        }
        assertNeighboursLive();
    }

    static Stream<byte[]> laterBytes() {
        return Stream.of(
                new WireBody().int8('Q').int32(0).toBytes(),
                new WireBody().int8('Q').int32(3).toBytes(),
                new WireBody().int8('Q').int32(-1).toBytes(),
                new WireBody().int8('Q').int32(Integer.MIN_VALUE).toBytes(),
                new WireBody().int8('!').int32(4).toBytes(),
                new WireBody().int8(0).int32(4).toBytes(),
                new WireBody().int8('p').int32(9).cstring("word").toBytes(),
                new WireBody().int8('R').int32(8).int32(0).toBytes(),
                new WireBody().int8('P').int32(6).int8('a').int8('b').toBytes(),
                new WireBody().int8('P').int32(Integer.MAX_VALUE).cstring("s").toBytes(),
                new WireBody().int8('B').int32(4).int8('S').int32(4).toBytes(),
                new WireBody().int8('D').int32(4).int8('S').int32(4).toBytes(),
                new WireBody().int8('E').int32(5).int8(0).int8('S').int32(4).toBytes(),
                new WireBody()
                        .int32(8 + 18)
                        .int32(WireClient.PROTOCOL_3_0)
                        .cstring("user")
                        .cstring("postgres")
                        .bytes(text("dat\0"))
                        .toBytes());
    }

    @ParameterizedTest
    @MethodSource("laterBytes")
    void whatever_comes_after_the_login_the_others_go_on(byte[] bytes) throws IOException {
        try (WireClient client = login()) {
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            client.raw(bytes).send();
            client.socket().shutdownOutput();

            Answer answer = client.answer();

            if (!answer.closed()) { // PostgreSQL itself answered, and the session goes on
                assertThat(answer.types()).isEqualTo("EZ");
            } else {
                assertEnded(answer);
            }
        }
        assertNeighboursLive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-c=", "-c", "-c =", "--", "--=", "-c a", "-c a=b=c", "-", "\\", "-c\\", "-c search_path=\\"})
    void odd_options_are_answered(String options) throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            Answer answer =
                    client.startup(DATABASE, "alice", "options", options).answer();

            assertThat(answer.messages()).isNotEmpty();
        }
        assertNeighboursLive();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 10_000, 60_000})
    void long_names_are_refused(int length) throws IOException {
        for (String[] names : new String[][] {{"d".repeat(length), "alice"}, {DATABASE, "u".repeat(length * 2)}}) {
            try (WireClient client = WireClient.connect(pgweir.port())) {
                assertEnded(client.startup(names[0], names[1]).answer());
            }
        }
        assertNeighboursLive();
    }

    @Test
    void a_client_that_sends_byte_by_byte_is_served() throws IOException {
        try (WireClient client = WireClient.connect(pgweir.port())) {
            client.untyped(new WireBody()
                            .int32(WireClient.PROTOCOL_3_0)
                            .cstring("user")
                            .cstring("alice")
                            .cstring("database")
                            .cstring(DATABASE)
                            .int8(0))
                    .sendByteByByte();
            assertThat(client.answer().status()).isEqualTo('I');

            client.simple("SELECT 'simple'").sendByteByByte();
            assertThat(client.answer().value()).isEqualTo("simple");
            client.parse("s", "SELECT $1::text")
                    .bind("", "s", "extended")
                    .execute("", 0)
                    .sync()
                    .sendByteByByte();
            assertThat(client.answer().value()).isEqualTo("extended");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "parse", "batch"})
    void twenty_five_that_stop_leave_a_pool_of_twenty_to_the_others(String where) throws IOException {
        List<WireClient> stopped = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            WireClient client = login();
            switch (where) {
                case "message" ->
                    client.raw(new WireBody()
                            .int8('Q')
                            .int32(100)
                            .bytes(text("SELECT"))
                            .toBytes());
                case "parse" -> client.parse("s" + i, "SELECT 'stopped " + i + "'");
                default ->
                    client.parse("", "SELECT 'stopped'")
                            .raw(new WireBody().int8('B').int32(50).toBytes());
            }
            stopped.add(client.send());
        }

        assertNeighboursLive();

        for (WireClient client : stopped) {
            client.close();
        }
        assertNeighboursLive();
    }

    @Test
    void clients_that_never_read_cost_little_memory() throws IOException {
        assertNeighboursLive();
        long before = pgweir.process().residentBytes();
        List<WireClient> deaf = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            WireClient client = login();
            client.simple("SELECT repeat('x', 1000000) FROM generate_series(1, 100)")
                    .send();
            deaf.add(client);
        }
        try (var console = pgweir.console()) {
            await().until(() -> console.pool(DATABASE, "sv_active") == 4);
        }
        for (int i = 0; i < 50; i++) {
            assertNeighboursLive();
        }

        assertThat(pgweir.process().residentBytes() - before).isLessThan(100 * MEGABYTE);
        for (WireClient client : deaf) {
            client.close();
        }
        assertNeighboursLive();
    }

    @Test
    @Deadline(seconds = 60)
    void two_thousand_logins_that_never_finish_end_by_themselves() throws IOException {
        assertNeighboursLive();
        long before = pgweir.process().residentBytes();
        List<WireClient> unfinished = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            WireClient client = WireClient.connect(pgweir.port());
            client.raw(new WireBody()
                            .int32(100)
                            .int32(WireClient.PROTOCOL_3_0)
                            .cstring("user")
                            .toBytes())
                    .send();
            unfinished.add(client);
        }

        assertNeighboursLive();
        assertThat(pgweir.process().residentBytes() - before).isLessThan(60 * MEGABYTE);
        for (WireClient client : unfinished) {
            Answer answer = client.answer();
            assertEnded(answer);
            assertThat(answer.error().message()).isEqualTo("client_login_timeout");
            client.close();
        }
        assertNeighboursLive();
    }

    @Test
    void clients_that_vanish_in_the_middle_of_anything_leave_nothing_behind() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (WireClient client = login()) {
                Socket socket = client.socket();
                socket.setSoLinger(true, 0); // a reset in place of an end
                client.parse("", "SELECT pg_sleep(0.01)").bind("", "").execute("", 0);
                if (i % 2 == 0) {
                    client.sync();
                }
                client.send();
            }
        }

        try (var console = pgweir.console()) {
            await().until(() -> console.pool(DATABASE, "cl_active") == 0);
            await().until(() -> console.pool(DATABASE, "sv_active") == 0);
        }
        assertNeighboursLive();
    }
}
