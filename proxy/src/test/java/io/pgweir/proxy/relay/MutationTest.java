package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.copyData;
import static io.pgweir.proxy.testing.ClientFrames.copyDone;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.functionCall;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.authenticationOk;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.copyIn;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.key;
import static io.pgweir.proxy.testing.ServerFrames.notice;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static io.pgweir.proxy.testing.ServerFrames.rowDescription;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.EchoServer;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.Login;
import io.pgweir.proxy.testing.Mutations;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nearly right bytes, thousands of times, from clients and from servers: nobody hangs, nothing fails that must not
 * (the end of every test looks at the log and at the buffers), and a client beside them gets its own rows only. The
 * seeds are fixed; the failing one is in the test's name, and the round in the failure.
 */
class MutationTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().with("pools", "{size: 3}");

    private static final int CLIENT_ROUNDS = 600;
    private static final int SERVER_ROUNDS = 150;
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static final Frame STARTUP = startup("user", "alice", "database", "db");
    private static final byte[][] REQUESTS = {
        Frame.bytes(query("SELECT 'evil'"), query("BEGIN"), query("SELECT 'evil'"), query("COMMIT")),
        Frame.bytes(parse("", "SELECT 'evil'"), bind("", "", "1"), execute(""), sync(), query("SELECT 'evil'")),
        Frame.bytes(
                parse("s", "SELECT 'evil', $1", 23),
                describeStatement("s"),
                sync(),
                bind("", "s", "1"),
                execute(""),
                sync()),
        Frame.bytes(
                parse("s", "SELECT 'evil'"), flush(), bind("p", "s"), execute("p", 10), closeStatement("s"), sync()),
        Frame.bytes(copyData("evil"), copyDone(), functionCall(1), query("SET x = 'evil'"), sync(), flush()),
        Frame.bytes(
                query("LISTEN evil"),
                query("UNLISTEN *"),
                parse("t", "LISTEN evil"),
                bind("", "t"),
                execute(""),
                sync())
    };

    private static final byte[][] ANSWERS = {
        Frame.bytes(rowDescription("a"), row("x"), row("y"), complete("SELECT 2"), ready()),
        Frame.bytes(notice("hello"), parameter("TimeZone", "UTC"), error("22000", "no"), ready('E')),
        Frame.bytes(parseComplete(), bindComplete(), row("x"), complete("DISCARD ALL"), ready('T')),
        Frame.bytes(copyIn(), notification(1, "channel", "payload"), complete("COPY 0"), ready())
    };

    private static final byte[] LOGIN = Frame.bytes(
            authenticationOk(), parameter("server_version", "15.0"), parameter("DateStyle", "ISO"), key(1, 2), ready());

    private static WireClient honest() {
        return PROXY.login("db");
    }

    private static void getsItsOwnRows(WireClient client, String text) {
        client.send(query(text));
        client.expect(row(text), complete("SELECT 1"), ready());
        client.send(parse("", text), bind("", ""), execute(""), sync());
        client.expect(parseComplete(), bindComplete(), row(text), complete("SELECT 1"), ready());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void clients_that_are_nearly_right_harm_nobody(long seed) {
        PROXY.server().answers(new EchoServer());
        Mutations mutations = new Mutations(seed);
        WireClient honest = honest();

        for (int round = 0; round < CLIENT_ROUNDS; round++) {
            WireClient evil = PROXY.connect();
            if (round % 4 == 0) {
                evil.trySend(mutations.of(Frame.bytes(STARTUP, query("SELECT 'evil'"))));
            } else {
                evil.send(STARTUP);
                evil.trySend(mutations.of(mutations.pick(REQUESTS)));
            }
            evil.endsWithinPatience("seed " + seed + ", round " + round);
            if (round % 20 == 0) {
                getsItsOwnRows(honest, "SELECT 'mine " + round + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void servers_that_are_nearly_right_harm_nobody(long seed) {
        Mutations mutations = new Mutations(seed);
        PROXY.server().answers(connection -> {
            if (connection.startup().getOrDefault("database", "").startsWith("evil")) {
                answersNearlyRight(connection, mutations);
            } else {
                new EchoServer().serve(connection);
            }
        });
        WireClient honest = honest();

        for (int round = 0; round < SERVER_ROUNDS; round++) {
            WireClient client = PROXY.login("evil" + NAMES.incrementAndGet());
            client.send(query("SELECT 'mine'"));
            client.readsToReadyOrTheEnd("seed " + seed + ", round " + round);
            client.close();
            if (round % 20 == 0) {
                getsItsOwnRows(honest, "SELECT 'mine " + round + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void servers_whose_logins_are_nearly_right_harm_nobody(long seed) throws InterruptedException {
        PROXY.server().answers(new EchoServer());
        WireClient honest = honest();
        getsItsOwnRows(honest, "SELECT 'before'");
        Mutations mutations = new Mutations(seed);
        Semaphore loggedIn = new Semaphore(0);
        PROXY.server().login(connection -> {
            connection.trySend(mutations.of(LOGIN));
            connection.close();
            loggedIn.release();
        });

        for (int round = 0; round < SERVER_ROUNDS; round++) {
            WireClient client = PROXY.connect();
            client.send(startup("user", "alice", "database", "evil" + NAMES.incrementAndGet()));
            assertThat(loggedIn.tryAcquire(10, TimeUnit.SECONDS))
                    .as("round %s", round)
                    .isTrue();
            client.endsWithinPatience("seed " + seed + ", round " + round);
        }

        PROXY.server().login(Login.trust());
        getsItsOwnRows(honest, "SELECT 'after'");
    }

    /** Once, and is gone. */
    private static void answersNearlyRight(FakeConnection connection, Mutations mutations) {
        try {
            Frame unused = connection.next();
            connection.send(mutations.of(mutations.pick(ANSWERS)));
        } catch (AssertionError e) {
            // its client had enough
        }
        connection.close();
    }
}
