package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that breaks the protocol loses its client and its connection, and nobody else notices. */
class HostileServerTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Frame QUERY = query("SELECT 1");

    private String database = "";
    private WireClient client;
    private FakeConnection server;

    HostileServerTest() {
        database = "db" + NAMES.incrementAndGet();
        client = PROXY.login(database);
        server = PROXY.server().connection(database);
    }

    @BeforeEach
    void a_query_is_under_way() {
        client.send(QUERY);
        server.expect(QUERY);
    }

    private void bothAreClosed() {
        ErrorResponse error = client.expectError("08P01");
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.message()).isEqualTo("server broke the protocol");
        theEndOfBoth();
    }

    private void theEndOfBoth() {
        client.expectEnd();
        server.expect(new Frame('X', ""));
        server.expectEnd();
        PROXY.awaitPool(database, pool -> assertThat(pool.members()).isEmpty());
    }

    private void goesOn() {
        server.send(complete("SELECT 0"), ready());
        client.expect(complete("SELECT 0"), ready());
    }

    private static byte[] header(char type, int length) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(length).array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_length_that_cannot_be(int length) {
        server.send(header('C', length));

        bothAreClosed();
    }

    @ParameterizedTest
    @ValueSource(chars = {'R', 'K', 'v', 'W', 'Q', 'z', 1, 0x80, 0xff})
    void a_type_that_no_server_sends_in_a_session(char type) {
        server.send(new Frame(type, "\0\0\0\0"));

        bothAreClosed();
    }

    /** Bodies that lack what their type promises. */
    static Stream<Frame> shortBodies() {
        return Stream.of(
                new Frame('Z', ""),
                new Frame('Z', "X"),
                new Frame('Z', "\0"),
                new Frame('S', ""),
                new Frame('S', "name"),
                new Frame('S', "name\0value"),
                new Frame('A', ""),
                new Frame('A', "\0\0\0\1x"),
                new Frame('E', "Swithout end"));
    }

    @ParameterizedTest
    @MethodSource("shortBodies")
    void a_body_that_is_too_short(Frame broken) {
        server.send(broken);

        bothAreClosed();
    }

    /** In one piece with the next message, whose bytes must not be taken for those that are missing. */
    @ParameterizedTest
    @MethodSource("shortBodies")
    void a_body_that_is_too_short_and_has_something_behind_it(Frame broken) {
        server.send(broken, new Frame('I', "II\0\0\0\0\0\0"));

        bothAreClosed();
    }

    @Test
    void a_ready_without_a_status_does_not_take_the_next_byte_for_one() {
        server.send(new byte[] {'Z', 0, 0, 0, 4, 'I'});

        bothAreClosed();
    }

    @Test
    void a_completion_without_a_tag_passes() {
        server.send(new Frame('C', ""), ready());

        client.expect(new Frame('C', ""), ready());
    }

    @Test
    void a_ready_that_nobody_asked_for_in_a_transaction() {
        server.send(complete("BEGIN"), ready('T'));
        client.expect(complete("BEGIN"), ready('T'));

        server.send(ready('T'));

        bothAreClosed();
    }

    static Stream<Frame> answersToNothing() {
        return Stream.of(parseComplete(), bindComplete(), closeComplete());
    }

    @ParameterizedTest
    @MethodSource("answersToNothing")
    void an_answer_to_what_was_not_asked(Frame answer) {
        server.send(answer);

        bothAreClosed();
    }

    @Test
    void an_answer_out_of_order() {
        goesOn();
        client.send(parse("", "SELECT 1"), bind("", ""), execute(""), sync());
        server.expect(parse("", "SELECT 1"), bind("", ""), execute(""), sync());

        server.send(bindComplete());

        bothAreClosed();
    }

    @ParameterizedTest
    @ValueSource(chars = {'D', 'Z', 'T', 'E', 'R', 'z', 0})
    void a_server_that_talks_while_it_is_idle_is_not_used_again(char type) {
        goesOn();

        server.send(new Frame(type, "I"));
        PROXY.awaitReads();

        client.send(QUERY);
        FakeConnection next = PROXY.server().connection(database);
        next.expect(QUERY);
        server = next;
        goesOn();
    }

    @Test
    void an_error_without_sqlstate_passes_as_it_is() {
        Frame error = new Frame('E', "Mnothing but this\0\0");
        server.send(error, ready());

        client.expect(error, ready());
    }

    @Test
    void an_error_that_is_empty_passes_as_it_is() {
        Frame error = new Frame('E', "\0");
        server.send(error, ready());

        client.expect(error, ready());
    }

    @Test
    void an_error_of_a_megabyte_passes_as_it_is() {
        Frame error = new Frame('E', "SERROR\0C22000\0M" + "x".repeat(1_000_000) + "\0\0");
        server.send(error, ready());

        client.expect(error, ready());
    }

    @Test
    void a_message_that_must_be_read_and_is_too_long_to_be() {
        server.send(header('S', 100_000));

        bothAreClosed();
    }

    @Test
    void a_server_that_stops_in_a_row_and_goes_takes_its_client_along() {
        server.send(row("x".repeat(1_000)));
        server.send(new byte[] {'D', 0, 0, 4, 0, 0});
        server.close();

        client.expect(row("x".repeat(1_000)));
        client.expectEnd();
    }

    @Test
    void a_notification_when_nobody_listens_is_dropped_and_its_server_cleaned() {
        server.send(notification(4711, "channel", "payload"), complete("SELECT 0"), ready());

        client.expect(complete("SELECT 0"), ready());
        server.expect(query("UNLISTEN *"));
        server.send(complete("UNLISTEN"), ready());
        PROXY.awaitPool(database, pool -> assertThat(pool.quiet()).isTrue());
        client.expectNothing();
    }

    @Test
    void a_flood_of_reported_parameters_passes() {
        for (int i = 0; i < 2_000; i++) {
            server.send(parameter("application_name", "name" + i));
        }
        server.send(complete("SELECT 0"), ready());

        for (int i = 0; i < 2_000; i++) {
            client.expect(parameter("application_name", "name" + i));
        }
        client.expect(complete("SELECT 0"), ready());
    }

    @Test
    void a_server_that_resets_costs_its_client_a_clear_error() {
        server.reset();

        ErrorResponse error = client.expectError("08006");
        assertThat(error.message()).isEqualTo("server conn crashed?");
        client.expectEnd();
    }
}
