package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.Config;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.sql.PinFunctions;
import io.pgweir.protocol.sql.PlaceholderNames;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.protocol.sql.SqlScanner;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.listen.Hubs;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Companion;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.CancelRequest;
import io.pgweir.proxy.server.ServerNetwork;
import io.pgweir.proxy.session.Scanned;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.TextSource;
import java.nio.charset.StandardCharsets;

/** What all relays of one loop share: outboxes, a scanner, limits. */
public final class RelayContext implements Companion.Factory {
    /** Texts whose words may be names of custom settings. */
    static final int NAMING = Suspicion.SET | Suspicion.CODE;

    private final ServerNetwork network;
    private final Outbox toClient;
    private final Outbox toServer;
    private SqlScanner scanner;
    private final TextInWindow text = new TextInWindow();
    private final Libraries libraries = new Libraries();
    private final Batch batch = new Batch(this);
    private final LocalAnswers localAnswers = new LocalAnswers(this);
    private final Hubs hubs;
    private RelayLimits limits;
    private boolean suspended;

    public RelayContext(Loop loop, ServerNetwork network, Config config) {
        this.network = network;
        this.toClient = new Outbox(loop::toClientScratch);
        this.toServer = new Outbox(loop::toServerScratch);
        this.limits = RelayLimits.of(config);
        this.scanner = scannerOf(config);
        this.hubs = new Hubs(loop, limits.listen());
    }

    private static SqlScanner scannerOf(Config config) {
        return new SqlScanner(PinFunctions.of(config.session().pinFunctions()));
    }

    /** The configuration says something else now. */
    public void reload(Config config) {
        limits = RelayLimits.of(config);
        scanner = scannerOf(config);
        hubs.limits(limits.listen());
    }

    /** Who listens for the sessions of a database. */
    public Hubs hubs() {
        return hubs;
    }

    @Override
    public Companion companionOf(PooledServer server) {
        return new Exchange(this, server);
    }

    /** Cancels what a server does for a client that has it to itself; done runs when the server's side of it is over. */
    public void cancel(PooledServer server, Runnable done) {
        if (server.connection().cancels() > 0) {
            done.run();
            return;
        }
        CancelRequest unused = network.cancel(
                server.connection(), server.pool().route().pools().cancelWaitTimeout(), done);
    }

    ServerNetwork network() {
        return network;
    }

    Outbox toClient() {
        return toClient;
    }

    Outbox toServer() {
        return toServer;
    }

    /** For whole texts; a text in pieces needs a scanner of its own. */
    SqlScanner scanner() {
        return scanner;
    }

    /** {@link Suspicion} bits of a whole text of this session, without its terminating zero. */
    @HotPath
    int suspicionsOf(ByteBuf window, int from, int to, Session session) {
        int suspicions =
                scanner.suspicionsOf(window, from, to, session.standardConformingStrings(), session.encoding());
        if ((suspicions & (NAMING | Suspicion.USER_CODE)) != 0) {
            if ((suspicions & NAMING) != 0) {
                suspicions |= noteNames(window, from, to, session);
            }
            suspicions |= libraries.suspicionsOf(window, from, to, suspicions);
        }
        return session.tracksState() ? suspicions : report(suspicions, window, from, to, session);
    }

    /** Nothing is done about what the text leaves; it may be counted. */
    private int report(int suspicions, ByteBuf window, int from, int to, Session session) {
        if ((suspicions & ~(Suspicion.USER_CODE | Suspicion.BLOCK)) != 0 && session.reportsState()) {
            long shape = scanner.shapeOf(window, from, to, session.standardConformingStrings(), session.encoding());
            session.reports(suspicions, shape, window.toString(from, to - from, StandardCharsets.UTF_8));
        }
        return Suspicion.NONE;
    }

    /** The same for a text that runs right away: it may be one to look at afterwards. */
    @HotPath
    int suspicionsOfRun(ByteBuf window, int from, int to, Session session) {
        int suspicions = suspicionsOf(window, from, to, session);
        if (!audited(suspicions, session)) {
            return suspicions;
        }
        return suspicions
                | audit(suspicions, shapeOf(suspicions, window, from, to, session), session, text.at(window, from, to));
    }

    /** What a run of a statement with these suspicions and this shape is suspected of besides. */
    @HotPath
    int audit(int suspicions, long shape, Session session, TextSource source) {
        return audited(suspicions, session) ? session.audits(shape, limits.auditRate(), source) : Suspicion.NONE;
    }

    @HotPath
    private boolean audited(int suspicions, Session session) {
        return (suspicions & Suspicion.USER_CODE) != 0 && limits.auditRate() > 0 && session.mayRunCode();
    }

    /** The shape of a text that may run user-defined code; 0 for others, which are not looked at. */
    @HotPath
    long shapeOf(int suspicions, ByteBuf window, int from, int to, Session session) {
        boolean audited = limits.auditRate() > 0 && (suspicions & Suspicion.USER_CODE) != 0;
        return audited ? scanner.shapeOf(window, from, to, session.standardConformingStrings(), session.encoding()) : 0;
    }

    /** What is to be kept of the text of a Parse, whose tail is at this index. */
    Scanned scanned(ByteBuf window, int tail, int messageEnd, Session session) {
        int sqlEnd = Message.cstringEnd(window, tail, messageEnd);
        int suspicions = suspicionsOf(window, tail, sqlEnd, session);
        SoleCommand sole = scanner.soleCommand();
        return new Scanned(suspicions, shapeOf(suspicions, window, tail, sqlEnd, session), sole);
    }

    /** A message brings values for a text with these suspicions: they may be names of custom settings. */
    @HotPath
    void valuesOf(int suspicions, ByteBuf window, int from, int to, Session session) {
        if ((suspicions & NAMING) != 0) {
            int unused = noteNames(window, from, to, session);
        }
    }

    /** Answers what strings in it are suspected of: a search_path may be one. */
    private static int noteNames(ByteBuf window, int from, int to, Session session) {
        String text = window.toString(from, to - from, StandardCharsets.UTF_8);
        PlaceholderNames.in(text).forEach(session::names);
        return text.contains(Session.TEMP_SCHEMA) ? Suspicion.TEMP : Suspicion.NONE;
    }

    /** Ends the session when simple queries are not wanted. */
    @HotPath
    void checkSimpleQueries() {
        if (!limits.simpleQueries()) {
            throw new MessageRefused(ProxyError.SIMPLE_QUERY_REFUSED.fatal());
        }
    }

    Batch batch() {
        return batch;
    }

    LocalAnswers localAnswers() {
        return localAnswers;
    }

    /** Whether sessions leave unread what their clients send. */
    public void suspended(boolean now) {
        suspended = now;
    }

    @HotPath
    boolean suspended() {
        return suspended;
    }

    RelayLimits limits() {
        return limits;
    }
}
