package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;

/** The query of our own that sets a setting on a server. */
final class Replay {
    private Replay() {}

    static Frame[] frames(String name, String value) {
        return new Frame[] {
            parse("", "SELECT pg_catalog.set_config($1, $2, false)"), bind("", "", name, value), execute(""), sync()
        };
    }

    static void expect(FakeConnection server, String name, String value) {
        server.expect(frames(name, value));
    }

    /** The server reports the value, in its own spelling. */
    static void answer(FakeConnection server, String reportedName, String value) {
        server.send(parseComplete(), bindComplete(), row(value), complete("SELECT 1"));
        server.send(parameter(reportedName, value), ready());
    }

    /** The server does not report such a setting. */
    static void answerSilently(FakeConnection server, String value) {
        server.send(parseComplete(), bindComplete(), row(value), complete("SELECT 1"), ready());
    }
}
