package io.pgweir.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One client and the server that the proxy gives it, in a pool of their own. The test plays both. Unless it says
 * otherwise the lease is over at the end, and nothing is left unread on either side.
 */
public final class Conversation {
    private final TestProxy proxy;
    private final String database;
    private final WireClient client;
    private final Cuts cuts;
    private final List<FakeConnection> servers = new ArrayList<>();
    private FakeConnection server;
    private int heldAtTheEnd;

    Conversation(TestProxy proxy, String database, Cuts cuts) {
        this.proxy = proxy;
        this.database = database;
        this.cuts = cuts;
        this.client = proxy.login(database);
        this.server = meet(proxy.server());
    }

    /** The client sends these in one go. */
    public Conversation clientSends(Frame... frames) {
        send(client, frames);
        return this;
    }

    /** These arrive at the server next. */
    public Conversation serverGets(Frame... frames) {
        server.expect(frames);
        return this;
    }

    /** A query of the proxy's own arrives at the server next; its text contains this. */
    public Conversation serverGetsQueryAbout(String part) {
        Frame frame = server.next();
        assertThat(frame.type()).as("%s", frame).isEqualTo('Q');
        assertThat(frame.body()).contains(part);
        return this;
    }

    /** The server is asked what the session holds, this among others, and finds these rows. */
    public Conversation censusAbout(String part, Frame... rows) {
        assertThat(server.expectCensus()).contains(part);
        server.answerCensus(rows);
        return settles();
    }

    /** The server sends these in one go. */
    public Conversation serverSends(Frame... frames) {
        send(server, frames);
        return this;
    }

    /** These arrive at the client next. */
    public Conversation clientGets(Frame... frames) {
        client.expect(frames);
        return this;
    }

    /** An error with this SQLSTATE arrives at the client next. */
    public Conversation clientGetsError(String code) {
        client.expectError(code);
        return this;
    }

    /** The session ends, without another word. */
    public Conversation clientGetsTheEnd() {
        client.expectEnd();
        return this;
    }

    /** A query that goes well, there and back. */
    public Conversation query(String sql, String tag, char status) {
        return clientSends(ClientFrames.query(sql))
                .serverGets(ClientFrames.query(sql))
                .serverSends(ServerFrames.complete(tag), ServerFrames.ready(status))
                .clientGets(ServerFrames.complete(tag), ServerFrames.ready(status));
    }

    private void send(Wire wire, Frame... frames) {
        wire.pace(cuts.pace());
        wire.send(frames);
        wire.pace(Pace.WHOLE);
    }

    /** What was sent has gone as far as it can. */
    public Conversation settles() {
        proxy.awaitReads();
        return this;
    }

    /** Nothing has arrived at the server that was not expected. */
    public Conversation serverGotNothing() {
        settles();
        server.expectNothing();
        return this;
    }

    /** From now on the server is another one: the next connection that comes to the same PostgreSQL. */
    public Conversation nextServer() {
        return nextServer(proxy.server());
    }

    /** From now on the server is another one: the next connection that comes there. */
    public Conversation nextServer(FakeServer postgres) {
        server = meet(postgres);
        return this;
    }

    private FakeConnection meet(FakeServer postgres) {
        FakeConnection connection = postgres.connection(database);
        servers.add(connection);
        return connection;
    }

    /** From now on the server is the one that the conversation began with. */
    public Conversation firstServer() {
        server = servers.get(0);
        return this;
    }

    /** The server's connection is closed by the proxy. */
    public Conversation serverGetsTheEnd() {
        server.expect(ClientFrames.terminate());
        server.expectEnd();
        return this;
    }

    /** Something holds of the pool. */
    public Conversation pool(Consumer<Pool> assertion) {
        settles();
        proxy.awaitPool(database, assertion);
        return this;
    }

    /** The session keeps its server beyond the end of the conversation. */
    public Conversation keepsItsServer() {
        heldAtTheEnd = 1;
        return this;
    }

    public WireClient client() {
        return client;
    }

    public FakeConnection server() {
        return server;
    }

    public String database() {
        return database;
    }

    public TestProxy proxy() {
        return proxy;
    }

    void end() {
        proxy.awaitReads();
        client.expectNothing();
        server.expectNothing();
        int held = proxy.askPool(
                database, pool -> pool.count(ServerState.ACTIVE) + pool.dedicatedCount() + pool.waiting());
        assertThat(held).as("servers held or waited for at the end").isEqualTo(heldAtTheEnd);
    }

    void close() {
        client.close();
        servers.forEach(Wire::close);
    }
}
