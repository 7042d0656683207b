package io.pgweir.proxy.client;

import static io.pgweir.proxy.testing.ClientFrames.cancelRequest;
import static io.pgweir.proxy.testing.ClientFrames.gssRequest;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sslRequest;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.Answers;
import io.pgweir.proxy.testing.ClientFrames;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.ServerFrames;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy says to startup packets that no honest client sends. */
class HostileStartupTest {
    @RegisterExtension
    static final TestProxy PROXY =
            new TestProxy().with("listen", "{address: 127.0.0.1, port: 0, tcp_defer_accept: off}");

    private static final int PROTOCOL_3_0 = 3 << 16;

    @BeforeAll
    static void serverAnswers() {
        PROXY.server().answers(Answers.ALL_WELL);
    }

    private static byte[] packet(int length, int code, String body) {
        byte[] text = body.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(2 * Integer.BYTES + text.length)
                .putInt(length)
                .putInt(code)
                .put(text)
                .array();
    }

    private static byte[] packet(int code, String body) {
        return packet(2 * Integer.BYTES + body.length(), code, body);
    }

    private static ErrorResponse refused(byte[] bytes, String code) {
        WireClient client = PROXY.connect();
        client.send(bytes);
        ErrorResponse error = client.expectError(code);
        assertThat(error.severity()).isEqualTo("FATAL");
        client.expectEnd();
        return error;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 7, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 10_001})
    void a_length_that_cannot_be_is_refused(int length) {
        ErrorResponse error = refused(packet(length, PROTOCOL_3_0, ""), "08P01");

        assertThat(error.detail()).contains(String.valueOf(length), "expected: 8..10000");
    }

    @Test
    void the_longest_packet_is_read() {
        String filler = "application_name\0" + "x".repeat(9_900) + "\0";
        WireClient client = PROXY.connect();

        client.send(packet(PROTOCOL_3_0, "user\0alice\0database\0db\0" + filler + "\0"));

        client.expectWelcome();
    }

    @Test
    void an_http_request_is_refused() {
        ErrorResponse error = refused("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "08P01");

        assertThat(error.detail()).contains("startup packet length 1195725856"); // GET and a blank
    }

    @Test
    void a_packet_without_user_is_refused() {
        ErrorResponse error = refused(startup("database", "db").bytes(), "28000");

        assertThat(error.message()).isEqualTo("no username supplied");
    }

    @Test
    void an_empty_user_is_none() {
        refused(startup("user", "", "database", "db").bytes(), "28000");
    }

    static Stream<String> brokenParameters() {
        return Stream.of(
                "", // no terminator
                "user\0alice\0", // none behind the parameters
                "user\0alice", // none behind the value
                "user\0alice\0database\0", // a name without a value
                "user\0alice\0\0trailing\0", // something behind the terminator
                "user\0alice\0\0\0\0x");
    }

    @ParameterizedTest
    @MethodSource("brokenParameters")
    void a_packet_whose_parameters_do_not_end_as_they_should_is_refused(String body) {
        refused(packet(PROTOCOL_3_0, body), "08P01");
    }

    @Test
    void names_that_are_too_long_are_refused() {
        refused(startup("user", "u".repeat(128), "database", "db").bytes(), "08P01");
        refused(startup("user", "alice", "database", "d".repeat(64)).bytes(), "08P01");
    }

    @Test
    void very_many_parameters_are_taken_for_what_they_are() {
        StringBuilder body = new StringBuilder("user\0alice\0database\0db\0");
        for (int i = 0; i < 1_000; i++) {
            body.append("a").append(i).append("\0\0");
        }
        WireClient client = PROXY.connect();

        client.send(packet(PROTOCOL_3_0, body.append('\0').toString()));

        assertThat(client.next().type()).isEqualTo('R');
        client.close();
        othersAreServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 16, 2 << 16, 4 << 16, 0x7fff0000, 0xffff0000, 1234 << 16 | 1})
    void other_protocols_than_three_are_refused(int version) {
        ErrorResponse error = refused(packet(version, "user\0alice\0\0"), "08P01");

        assertThat(error.message())
                .isEqualTo("unsupported frontend protocol " + (version >>> 16) + "." + (version & 0xffff));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9_999, 0xffff})
    void a_newer_minor_is_negotiated_down(int minor) {
        WireClient client = PROXY.connect();

        client.send(packet(PROTOCOL_3_0 | minor, "user\0alice\0database\0db\0\0"));

        client.expect(new Frame('v', "\0\3\0\0" + "\0\0\0\0"));
        client.expectWelcome();
    }

    @Test
    void protocol_options_are_declined_by_name() {
        WireClient client = PROXY.connect();

        client.send(startup("user", "alice", "database", "db", "_pq_.one", "1", "_pq_.two", "", "_pq_.", "x"));

        client.expect(new Frame('v', "\0\3\0\0" + "\0\0\0\3" + "_pq_.one\0_pq_.two\0_pq_.\0"));
        client.expectWelcome();
    }

    @Test
    void bytes_behind_an_ssl_request_are_never_read() {
        ErrorResponse error = refused(Frame.bytes(sslRequest(), startup("user", "alice")), "08P01");

        assertThat(error.message()).isEqualTo("received unencrypted data after SSL request");
    }

    @Test
    void bytes_behind_a_gss_request_are_never_read() {
        refused(Frame.bytes(gssRequest(), startup("user", "alice")), "08P01");
    }

    @Test
    void encryption_requests_may_follow_each_other_once_they_are_answered() {
        WireClient client = PROXY.connect();

        client.send(gssRequest());
        assertThat(client.nextByte()).isEqualTo('N');
        client.send(sslRequest());
        assertThat(client.nextByte()).isEqualTo('N');

        client.login("user", "alice", "database", "db");
    }

    @ParameterizedTest
    @ValueSource(ints = {80877103, 80877104, 80877102})
    void requests_with_a_body_of_the_wrong_length_are_refused(int code) {
        refused(packet(code, "x"), "08P01");
        refused(packet(code, "x".repeat(9)), "08P01");
    }

    @Test
    void a_tls_handshake_where_there_is_no_tls_ends_without_a_word() {
        WireClient client = PROXY.connect();

        client.send("\26\3\1\2\0\1\0\1\374\3\3".getBytes(StandardCharsets.ISO_8859_1));

        client.expectEnd();
    }

    @Test
    void a_cancel_request_for_nobody_ends_without_a_word() {
        for (int pid : new int[] {0, -1, 1, CancelKeys.FIRST_PID, Integer.MAX_VALUE}) {
            WireClient client = PROXY.connect();

            client.send(cancelRequest(pid, 0));

            client.expectEnd();
        }
    }

    @Test
    void a_second_startup_packet_ends_the_session() {
        WireClient client = PROXY.login("db");

        client.send(startup("user", "alice", "database", "other"));

        assertThat(client.expectError("08P01").severity()).isEqualTo("FATAL");
        client.expectEnd();
    }

    @Test
    void a_packet_may_come_byte_by_byte() {
        WireClient client = PROXY.connect();

        for (byte one : startup("user", "alice", "database", "db").bytes()) {
            client.send(new byte[] {one});
            PROXY.awaitReads();
        }

        client.expectWelcome();
    }

    @Test
    void a_packet_that_stops_anywhere_harms_nobody() {
        byte[] whole = startup("user", "alice", "database", "db").bytes();

        for (int length = 1; length < whole.length; length++) {
            WireClient client = PROXY.connect();
            client.send(Arrays.copyOf(whole, length));
            client.close();
        }

        othersAreServed();
    }

    @Test
    void queries_that_come_before_the_welcome_are_answered_behind_it() {
        WireClient client = PROXY.connect();

        client.send(Frame.bytes(startup("user", "alice", "database", "db"), query("SELECT 1")));

        client.expectWelcome();
        client.expect(ServerFrames.complete("SELECT 0"), ServerFrames.ready());
    }

    private static void othersAreServed() {
        WireClient other = PROXY.login("db");
        other.send(ClientFrames.query("SELECT 1"));
        other.expect(ServerFrames.complete("SELECT 0"), ServerFrames.ready());
    }
}
