package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** listen: shared, at the point where a session's channels go from its server to the hub and back. */
class SharedListenTest {
    private static final String CENSUS = "pg_listening_channels()";
    private static final Pattern MARK = Pattern.compile("NOTIFY \"([^\"]+)\",'([^']+)'");
    private static final int OTHER = 7;

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().with("pools", "{listen: shared}");

    /** What divides the stream of notifications. */
    private record Mark(String channel, String text) {
        static Mark in(Frame query) {
            Matcher matcher = MARK.matcher(query.body());
            assertThat(matcher.find()).as("%s", query).isTrue();
            return new Mark(matcher.group(1), matcher.group(2));
        }

        Frame frame() {
            return notification(OTHER, channel, text);
        }
    }

    @Test
    void each_notification_comes_from_one_side_of_the_mark() {
        EverySplit.of(PROXY, talk -> {
            FakeConnection server = talk.server();
            FakeConnection hub = listens(talk);
            Mark mark = Mark.in(server.next());

            hub.send(notification(OTHER, "a", "1"), mark.frame(), notification(OTHER, "a", "2"));
            talk.firstServer()
                    .serverSends(
                            notification(OTHER, "a", "1"),
                            complete("LISTEN"),
                            mark.frame(),
                            notification(OTHER, "a", "2"),
                            ready());
            answer(server, "UNLISTEN *", "UNLISTEN");

            talk.clientGets(notification(OTHER, "a", "1"), notification(OTHER, "a", "2"));
            hub.send(notification(OTHER, "a", "3"), notification(OTHER, "b", "no"), notification(OTHER, "a", "4"));
            talk.clientGets(notification(OTHER, "a", "3"), notification(OTHER, "a", "4"))
                    .keepsItsServer(); // the hub's
        });
    }

    @Test
    void a_transaction_has_its_channels_on_its_server() {
        EverySplit.of(PROXY, talk -> {
            FakeConnection server = talk.server();
            FakeConnection hub = atHome(talk);
            talk.firstServer().clientSends(query("BEGIN"));
            Frame leaves = server.next();
            assertThat(leaves.body()).startsWith("UNLISTEN *;LISTEN \"a\";LISTEN \"pgweir_");
            Mark mark = Mark.in(leaves);

            talk.serverSends(notification(OTHER, "a", "1"), mark.frame(), notification(OTHER, "a", "2"), ready());
            hub.send(notification(OTHER, "a", "1"), mark.frame(), notification(OTHER, "a", "2"));
            answer(server, "UNLISTEN \"" + mark.channel() + '"', "UNLISTEN");

            talk.clientGets(notification(OTHER, "a", "1"), notification(OTHER, "a", "2"))
                    .serverGets(query("BEGIN"))
                    .serverSends(complete("BEGIN"), ready('T'))
                    .clientGets(complete("BEGIN"), ready('T'))
                    .query("COMMIT", "COMMIT", 'I');
            goesHome(talk, hub, Mark.in(server.next()));
            talk.keepsItsServer();
        });
    }

    @Test
    void what_comes_during_a_query_waits_for_its_end() {
        EverySplit.of(PROXY, talk -> {
            FakeConnection hub = atHome(talk);
            talk.firstServer().clientSends(query("SELECT 1")).serverGets(query("SELECT 1"));

            hub.send(notification(OTHER, "a", "1"));
            talk.settles()
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready(), notification(OTHER, "a", "1"))
                    .keepsItsServer();
        });
    }

    @Test
    void a_lost_connection_ends_its_sessions() {
        EverySplit.once(PROXY, talk -> {
            FakeConnection hub = atHome(talk);

            hub.send(error("57P01", "terminating connection due to administrator command"));

            talk.clientGetsError("57P01").clientGetsTheEnd();
        });
    }

    /** The client listens to a on its server; the hub is asked to, and has said that it does. */
    private static FakeConnection listens(Conversation talk) {
        FakeConnection server = talk.server();
        talk.clientSends(query("LISTEN a"));
        answer(server, "UNLISTEN *", "UNLISTEN");
        talk.serverGets(query("LISTEN a"))
                .serverSends(complete("LISTEN"), ready())
                .clientGets(complete("LISTEN"), ready())
                .censusAbout(CENSUS, row("LISTEN", "a", ""))
                .nextServer();
        FakeConnection hub = talk.server();
        assertThat(hub.next().body()).contains("LISTEN \"pgweir_").contains(";LISTEN \"a\"");
        hub.send(complete("LISTEN"), ready());
        return hub;
    }

    /** The hub listens for the client. */
    private static FakeConnection atHome(Conversation talk) {
        FakeConnection server = talk.server();
        FakeConnection hub = listens(talk);
        goesHome(talk, hub, Mark.in(server.next()));
        return hub;
    }

    private static void goesHome(Conversation talk, FakeConnection hub, Mark mark) {
        FakeConnection server = talk.firstServer().server();
        server.send(complete("LISTEN"), mark.frame(), ready());
        hub.send(mark.frame());
        answer(server, "UNLISTEN *", "UNLISTEN");
        talk.settles();
    }

    private static void answer(FakeConnection server, String sql, String tag) {
        server.expect(query(sql));
        server.send(complete(tag), ready());
    }
}
