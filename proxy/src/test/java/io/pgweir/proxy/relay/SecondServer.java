package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;

/** Makes a pool open a second server, and keeps its first one busy, so that the next lease is of the second. */
final class SecondServer {
    private SecondServer() {}

    static FakeConnection of(TestProxy proxy, String database, FakeConnection first) {
        WireClient blocker = proxy.login(database);
        blocker.send(query("BEGIN"));
        first.expect(query("BEGIN"));
        first.send(complete("BEGIN"), ready('T'));
        blocker.expect(complete("BEGIN"), ready('T'));
        WireClient opener = proxy.login(database);
        opener.send(query("SELECT 0"));
        FakeConnection second = proxy.server().connection(database);
        second.expect(query("SELECT 0"));
        second.send(complete("SELECT 1"), ready());
        opener.expect(complete("SELECT 1"), ready());
        return second;
    }
}
