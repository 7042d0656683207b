package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.WireClient;

/** What clients do with prepared statements again and again in the tests. */
final class PreparedStatements {
    private PreparedStatements() {}

    /** A client prepares a text that this server does not have, under its own name and the shared one. */
    static void prepares(WireClient client, FakeConnection server, String name, String sharedName, String sql) {
        client.send(parse(name, sql), sync());
        server.expect(parse(sharedName, sql), sync());
        server.send(parseComplete(), ready());
        client.expect(parseComplete(), ready());
    }

    /** A client runs a statement that this server has. */
    static void runs(WireClient client, FakeConnection server, String name, String sharedName) {
        client.send(bind("", name), execute(""), sync());
        server.expect(bind("", sharedName), execute(""), sync());
        answersRun(server);
        expectsRun(client);
    }

    static void answersRun(FakeConnection server) {
        server.send(bindComplete(), complete("SELECT 1"), ready());
    }

    static void expectsRun(WireClient client) {
        client.expect(bindComplete(), complete("SELECT 1"), ready());
    }
}
