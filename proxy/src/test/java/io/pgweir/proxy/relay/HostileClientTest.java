package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.copyData;
import static io.pgweir.proxy.testing.ClientFrames.copyDone;
import static io.pgweir.proxy.testing.ClientFrames.copyFail;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.Answers;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session says to messages that no honest client sends, with a server and without. */
class HostileClientTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().with("pools", "{size: 2}");

    private static final int MAX_BYTES = Integer.MAX_VALUE;

    @BeforeAll
    static void serverAnswers() {
        PROXY.server().answers(Answers.ALL_WELL);
    }

    @AfterEach
    void others_are_served_and_no_server_is_held() {
        served(PROXY.login("db"), "SELECT 1");
        PROXY.awaitPool("db", pool -> assertThat(pool.quiet()).isTrue());
    }

    private static void served(WireClient client, String sql) {
        client.send(query(sql));
        client.expect(complete("SELECT 0"), ready());
    }

    /** In a batch that is under way: it has a server. */
    private static WireClient leased() {
        WireClient client = PROXY.login("db");
        client.send(Frame.bytes(parse("", "SELECT 1"), new Frame('H', "")));
        client.expect(parseComplete());
        return client;
    }

    private static void refused(WireClient client, byte[] bytes) {
        client.send(bytes);
        assertThat(client.expectError("08P01").severity()).isEqualTo("FATAL");
        client.expectEnd();
    }

    private static byte[] header(char type, int length) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(length).array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, -1, Integer.MIN_VALUE})
    void a_length_that_cannot_be_ends_the_session(int length) {
        for (char type : "QPBDECSHFdcfX".toCharArray()) {
            refused(PROXY.login("db"), header(type, length));
            refused(leased(), header(type, length));
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {0, 1, 'A', 'Z', 'R', 'p', 'q', 'z', 0x7f, 0x80, 0xff})
    void a_type_that_no_client_sends_ends_the_session(char type) {
        refused(PROXY.login("db"), new Frame(type == 0 ? 'R' : type, "x\0").bytes());
        refused(leased(), header(type, 4));
    }

    @Test
    void a_message_that_is_longer_than_allowed_ends_the_session() {
        WireClient client = PROXY.login("db");

        client.send(header('P', MAX_BYTES));

        assertThat(client.next().type()).isEqualTo('E');
        client.expectEnd();
    }

    /** Bodies that lack what their type promises. */
    static Stream<Frame> shortBodies() {
        List<Frame> frames = new ArrayList<>();
        for (char type : "PBDCEQF".toCharArray()) {
            frames.add(new Frame(type, ""));
            frames.add(new Frame(type, "S"));
            frames.add(new Frame(type, "x"));
            frames.add(new Frame(type, "Sname"));
            frames.add(new Frame(type, "\0"));
            frames.add(new Frame(type, "name\0"));
            frames.add(new Frame(type, "name\0SELECT 1"));
        }
        return frames.stream();
    }

    /** Whether we or the server see it is open: it must only not end well for nobody else. */
    @ParameterizedTest
    @MethodSource("shortBodies")
    void a_body_that_is_too_short_harms_nobody(Frame broken) {
        for (WireClient client : List.of(PROXY.login("db"), leased())) {
            client.send(Frame.bytes(broken, sync()));
            client.shutDownOutput();
            PROXY.awaitReads();
            client.close();
        }
    }

    @Test
    void copy_data_outside_of_a_copy_is_ignored_as_the_server_ignores_it() {
        WireClient client = PROXY.login("db");

        client.send(Frame.bytes(copyData("1"), copyData("x".repeat(100_000)), copyDone(), copyFail("why")));

        served(client, "SELECT 1");
    }

    @Test
    void messages_out_of_order_are_the_servers_to_judge() {
        WireClient client = PROXY.login("db");

        client.send(Frame.bytes(execute("nothing"), sync()));

        client.expect(complete("SELECT 0"), ready());
    }

    @Test
    void clients_that_stop_anywhere_in_a_batch_harm_nobody() {
        byte[] whole = Frame.bytes(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync(), query("SELECT 2"));

        for (int length = 1; length < whole.length; length++) {
            WireClient client = PROXY.login("db");
            client.send(Arrays.copyOf(whole, length));
            client.close();
        }

        served(PROXY.login("db"), "SELECT 1");
    }

    @Test
    void clients_that_stop_in_a_message_or_after_a_parse_hold_no_server() {
        List<WireClient> stopped = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            WireClient client = PROXY.login("db");
            client.send(
                    i % 2 == 0
                            ? parse("s" + i, "SELECT " + i).bytes()
                            : Arrays.copyOf(query("SELECT 1").bytes(), 8));
            stopped.add(client);
        }

        served(PROXY.login("db"), "SELECT 1");

        PROXY.awaitPool("db", pool -> assertThat(pool.quiet()).isTrue());
        stopped.forEach(WireClient::close);
    }

    @Test
    void a_client_that_resets_in_the_middle_of_a_batch_takes_only_its_server_along() {
        for (int i = 0; i < 5; i++) {
            leased().reset();
        }

        served(PROXY.login("db"), "SELECT 1");
    }
}
