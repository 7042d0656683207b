package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.config.PoolMode;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.Companion;
import io.pgweir.proxy.pool.PoolStats;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.UnnamedStatement;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client on one server, from lease to release: both directions, and what is outstanding between them.
 *
 * <p>{@link Requests} passes the client's bytes on, {@link Responses} the server's. When the server is ready, outside
 * of a transaction, with nothing outstanding, the lease ends, unless {@link Pinning} keeps it. An exchange belongs to
 * its server and serves one lease after the other, so that a lease allocates nothing; between leases it has no relay.
 */
final class Exchange implements Companion, ServerListener {
    private final RelayContext context;
    private final PooledServer server;
    private final ServerConnection connection;
    private final Replies replies = new Replies();
    private final Requests requests;
    private final Responses responses;
    private final Pinning pinning;
    private final Cancellation cancellation;
    private final Arrival arrival;
    private final Clock clock = new Clock();
    private final StartupRestore startup;
    private final Listening listening = new Listening(this);
    private final Notifications notifications;

    private @Nullable Relay relay;
    private @Nullable ErrorResponse failure;
    private boolean heldForAnswers;
    private boolean ours;
    private boolean serverEnds;
    private boolean defaultsChange;
    private ErrorResponse refusal = ProxyError.TOO_MANY_PINNED.error("", "", "", "");

    Exchange(RelayContext context, PooledServer server) {
        this.context = context;
        this.server = server;
        this.connection = server.connection();
        this.requests = new Requests(context, this, replies);
        this.responses = new Responses(context, this, replies);
        this.pinning = new Pinning(this, server);
        this.cancellation = new Cancellation(context, server);
        this.arrival = new Arrival(this);
        this.startup = new StartupRestore(this);
        this.notifications = new Notifications(this, pinning);
    }

    /** The lease begins. */
    @HotPath
    void begin(Relay holder) {
        relay = holder;
        requests.reset();
        responses.reset();
        pinning.reset();
        listening.reset();
        serverEnds = false;
        notifications.reset();
        defaultsChange = false;
        failure = null;
        heldForAnswers = false;
        startup.reset();
        clock.leaseBegins(now());
        connection.listener(this);
        if (!server.direct()) {
            connection.unnamed(ServerConnection.NO_STATEMENT); // the pooler may have another server for us
        }
        arrival.begin(context.limits());
    }

    /** Our own query is over: the client goes on. */
    void handBack() {
        ours = false;
        connection.listener(this);
        relay().serverReady();
        Runnable postponed = relay == null ? null : cancellation.takePostponed();
        if (postponed != null) {
            cancel(postponed);
        }
    }

    /** The client takes another server. */
    void takesAnother(String reason) {
        Relay client = leave();
        server.pool().close(server, reason);
        client.released();
    }

    /** Brings the server to what its client needs. */
    @HotPath
    Arrival arrival() {
        return arrival;
    }

    /** The session's channels are wanted on this server before anything of the client is sent. */
    void bringChannels() {
        listening.bring(this::handBack);
    }

    /** From now on a query of ours has the server. */
    void takeOver() {
        ours = true;
    }

    /** Bytes of the client. */
    @HotPath
    void onClientBytes(ByteBuf window) {
        boolean cancelUnderWay = connection.cancels() > 0 && replies.isEmpty();
        if (!ours && !cancelUnderWay) {
            clock.requestBegins(replies.isEmpty(), connection.inTransaction(), now());
            requests.forward(window);
            if (relay != null && connection.link().unreadBytes() == 0) {
                responses.settleIfIdle(); // an error may have overtaken the message that ended just now
            }
        }
    }

    /** Sends what the requests came to, and answers those that need no server. */
    @HotPath
    void sendRequests(Outbox out) {
        if (relay == null) {
            out.drop(); // it ended in between
            return;
        }
        int bytes = out.flush(connection.link());
        stats().receivedBytes += Math.abs(bytes);
        if (bytes < 0) {
            relay().client().pauseReading();
        }
        if (!replies.isEmpty() && replies.get(0).local()) {
            Outbox answers = context.toClient();
            answers.begin(Unpooled.EMPTY_BUFFER, 0);
            giveLocalAnswers(answers);
            sendResponses(answers);
        }
    }

    @Override
    @HotPath
    public void onServerBytes(ByteBuf window) {
        try {
            responses.forward(window);
            if (failure != null && relay != null) {
                abort(failure);
            } else if (heldForAnswers && replies.isEmpty() && relay != null) {
                heldForAnswers = false;
                relay.client().redeliver();
            } else if (startup.isWanted() && relay != null) {
                startup.restoreIfDue();
            }
        } catch (ProtocolViolation e) {
            context.toClient().drop();
            abort(ProxyError.SERVER_BROKE_PROTOCOL.fatal(e.getMessage()));
        }
    }

    /** The client's transaction begins here: its BEGIN was deferred. */
    DeferredBegin begins() {
        connection.unnamed(ServerConnection.NO_STATEMENT);
        DeferredBegin begun = relay().block().take();
        pinning.transaction().begins(begun);
        return begun;
    }

    /** The server would not begin it. */
    void beginFailed(DeferredBegin begun) {
        relay().block().failed(begun);
        responses.effects().beginFailed();
    }

    /** Ends what the server skips. */
    void syncs() {
        ByteBuf out = connection.loop().allocator().directBuffer(Message.EMPTY_BYTES);
        Frontend.sync(out);
        replies.add(Reply.SYNC);
        connection.batchEnded();
        boolean unused = connection.link().writeAndRelease(out);
    }

    /** An ALTER ROLE or ALTER DATABASE went well: if it set anything, that counts for new sessions. */
    void mayChangeDefaults() {
        defaultsChange = true;
    }

    /** The session calls nextval here: it may ask for the value in a moment. */
    void callsNextValue() {
        session().calledNextValue();
        if (session().wantsLastValue()) {
            suspect(Suspicion.LAST_VALUE);
        }
    }

    /** The session may have moved a sequence here. */
    @HotPath
    void movesSequence() {
        session().movedSequence(server);
        if (session().mayAskLastValue() && server.direct()) {
            suspect(Suspicion.LAST_VALUE); // keeps the server for when it asks
        }
    }

    /** Brings the client's startup values back behind a RESET. */
    @HotPath
    StartupRestore startup() {
        return startup;
    }

    /** Tells the client that these startup values count again. */
    void tellStartup(Map<String, String> values) {
        Outbox out = context.toClient();
        out.begin(Unpooled.EMPTY_BUFFER, 0);
        responses.effects().backTo(values, out);
        sendResponses(out);
    }

    /** Whether the server is at rest as far as anybody saw: nothing is outstanding, and no query of ours runs. */
    boolean atRest() {
        return !ours && replies.isEmpty();
    }

    /** Sends what the responses came to. */
    @HotPath
    void sendResponses(Outbox out) {
        int bytes = out.flush(relay().client());
        stats().sentBytes += Math.abs(bytes);
        if (bytes < 0) {
            connection.link().pauseReading();
        }
    }

    /** Answers what is ours to answer and due now. */
    @HotPath
    void giveLocalAnswers(Outbox out) {
        while (!replies.isEmpty() && !responses.midMessage()) {
            switch (replies.get(0)) {
                case LOCAL_PARSE -> Message.empty(out.insert(), BackendType.PARSE_COMPLETE);
                case LOCAL_CLOSE -> Message.empty(out.insert(), BackendType.CLOSE_COMPLETE);
                case COPY_END -> {}
                default -> {
                    return;
                }
            }
            Object unused = replies.take();
        }
    }

    /** The server answered everything up to a ReadyForQuery; answers whether the client may go on. */
    @HotPath
    boolean ready(byte status) {
        connection.status(status);
        stats().queries++;
        if (status == ReadyForQuery.IDLE) {
            pinning.transaction().reset();
        }
        clock.queryEnds(stats(), status == ReadyForQuery.IDLE, now());
        if (defaultsChange && status == ReadyForQuery.IDLE) {
            defaultsChange = false;
            server.pool().defaultsChanged();
        }
        if (status != ReadyForQuery.IDLE && mode() == PoolMode.STATEMENT) {
            failure = ProxyError.TRANSACTION_IN_STATEMENT_MODE.fatal();
            return false;
        }
        return true;
    }

    /** Nothing is outstanding, and no transaction is open: the lease ends, or we ask whether it may. */
    @HotPath
    void settled() {
        cancellation.withdraw();
        startup.transactionEnds();
        if (mode() == PoolMode.SESSION) {
            return; // this lease ends with the client
        }
        if (pinning.mayRelease() && !listening.here()) {
            release();
        } else {
            pinning.askIfNeeded();
        }
    }

    /** The lease ends; whoever waits longest has the server next. */
    @HotPath
    void release() {
        boolean soiled = pinning.mustNotBeShared();
        Relay client = leave();
        if (soiled) {
            server.pool().close(server, "its session left what no reset takes away");
        } else if (notifications.stray()) {
            server.pool().releaseLeaky(server);
        } else if (server.dedicated()) {
            server.pool().dedicated().release(server);
        } else {
            server.pool().release(server);
        }
        client.released();
    }

    /** Client and server know nothing of each other any more; answers the client. */
    @HotPath
    private Relay leave() {
        Relay left = relay();
        cancellation.leaseEnds();
        left.serverLeft();
        relay = null;
        ours = false;
        replies.clear();
        notifications.clear();
        connection.link().resumeReading(); // it may have been paused for a slow client
        left.client().resumeReading();
        return left;
    }

    /** What the client wrote beyond the high-water mark is sent. */
    void onClientDrained() {
        connection.link().resumeReading();
    }

    @Override
    public void onServerDrained() {
        if (relay != null) {
            relay.client().resumeReading();
        }
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        Relay client = leave();
        server.pool().lost(server, cause.message());
        if (serverEnds) {
            client.close("server closed the connection"); // it said why itself
        } else {
            tell(client, ProxyError.SERVER_LOST.fatal(cause.message()));
        }
    }

    /** In the middle of a message an error would be taken for a part of it. */
    private void tell(Relay client, ErrorResponse error) {
        if (responses.midMessage()) {
            client.close(error.message());
        } else {
            client.end(error);
        }
    }

    /** The client is told, and neither it nor the server goes on. */
    void abort(ErrorResponse error) {
        Relay client = leave();
        server.pool().close(server, error.message());
        tell(client, error);
    }

    /** The client is gone. A server that is at rest, or can be brought to rest, is used again. */
    void clientGone() {
        boolean atRest = !ours && replies.isEmpty() && !requests.unfinished() && !responses.midMessage();
        boolean shareable = mode() == PoolMode.SESSION || !(pinning.mustNotBeShared() || listening.here());
        boolean reusable = atRest && !server.dedicated() && shareable;
        Relay unused = leave();
        if (!reusable) {
            server.pool().close(server, "client disconnect while server was not ready");
        } else if (connection.inTransaction()) {
            server.pool().rollBack(server);
        } else {
            server.pool().release(server);
        }
    }

    /** The client says good-bye inside a lease; answers 0, since nothing more of it is read. */
    int clientTerminates() {
        int unused = context.toServer().flush(connection.link()); // what came before it still counts
        relay().close("client close request");
        return 0;
    }

    /** Cancels what the server is doing for this client, if anything. */
    void cancel(Runnable done) {
        if (ours) {
            cancellation.postpone(done);
        } else if (replies.isEmpty()) {
            done.run();
        } else {
            cancellation.send(() -> {
                if (relay != null) {
                    relay.client().redeliver(); // its next message waited for this
                }
                done.run();
            });
        }
    }

    /** Whether a message with these suspicions may go to this server; records them if so. */
    @HotPath
    Admission admit(int suspicions) {
        return suspicions == 0 || mode() == PoolMode.SESSION ? Admission.GO : pinning.admit(suspicions);
    }

    /** Whether a Parse of a text with these suspicions waits, since it goes elsewhere. */
    boolean parsesElsewhere(int suspicions) {
        return mode() != PoolMode.SESSION && pinning.parsesElsewhere(suspicions);
    }

    /** A part of a message that is already on its way turned out to be suspicious. */
    void suspect(int suspicions) {
        if (mode() != PoolMode.SESSION) {
            pinning.suspect(suspicions);
        }
    }

    /**
     * The session moves to a dedicated server, where its transaction begins again; the lease of this one is over. Not
     * before everything that was sent is answered: until then its next message is held.
     */
    void moveToDedicated(Optional<DeferredBegin> begun) {
        if (!replies.isEmpty()) {
            heldForAnswers = true;
            return;
        }
        Relay client = leave();
        if (connection.inTransaction()) {
            server.pool().rollBack(server);
        } else {
            server.pool().release(server);
        }
        client.moveToDedicated(begun);
    }

    /** A Query goes to the server: there is no unnamed statement any more, here or there. */
    @HotPath
    void queryStarts() {
        session().unnamed(UnnamedStatement.NONE);
        connection.unnamed(ServerConnection.NO_STATEMENT);
    }

    /** A Query goes to the server, of which the window has this much; the scanner just read it. */
    @HotPath
    void runs(ByteBuf window, int at, int have, int size) {
        if (!server.direct()) {
            if (have == size) {
                int length = size - Message.HEADER_BYTES - 1;
                String sql = window.toString(at + Message.HEADER_BYTES, length, StandardCharsets.UTF_8);
                runs(sql, context.scanner().soleCommand());
            } else {
                runs("", SoleCommand.NONE);
            }
        }
    }

    /**
     * A statement runs behind a pooler.
     *
     * @param sql empty when it is not known
     */
    void runs(String sql, SoleCommand sole) {
        boolean begins = sole == SoleCommand.BEGIN && !connection.inTransaction() && replies.nextReady() < 0;
        if (begins) {
            pinning.transaction().begins(DeferredBegin.of(sql, now()));
        } else {
            pinning.transaction().runs(sql);
        }
    }

    /** A function runs that no text names. */
    void runsUnknown() {
        if (!server.direct()) {
            runs("", SoleCommand.NONE);
        }
    }

    /** Whether something that was sent is not answered yet. */
    boolean awaitsAnswers() {
        return !replies.isEmpty();
    }

    /** Whether everything that was sent will be answered without another word of the client. */
    boolean willBeAnswered() {
        return !requests.unfinished() && replies.get(replies.size() - 1).endsWithReady();
    }

    /** The server refused something. */
    void serverFailed(ErrorResponse error) {
        serverEnds = error.fatal();
    }

    /** What PostgreSQL says to listeners. */
    Notifications notifications() {
        return notifications;
    }

    /** Where the session's channels are. */
    @HotPath
    Listening listening() {
        return listening;
    }

    /** Whether the next batch must wait until what was sent is answered. */
    @HotPath
    boolean holdsNextBatch() {
        if (replies.isEmpty() || !listening.oneBatchAtATime()) {
            return false;
        }
        heldForAnswers = true;
        return true;
    }

    /** Lets a message of the client become whole. */
    void expectWhole(int size, int max) {
        if (size > max) {
            abort(ProxyError.MESSAGE_TOO_LONG.fatal(size, max));
        } else if (!relay().client().expect(size)) {
            abort(ProxyError.OUT_OF_MEMORY.fatal(size));
        }
    }

    /** Looks after the time-outs of the client's query and transaction. */
    void checkDeadlines(long now) {
        boolean waitsForClient = replies.isEmpty() && !ours;
        if (waitsForClient && !connection.inTransaction() && closesFast()) {
            abort(ProxyError.DATABASE_CHANGED.fatal());
            return;
        }
        clock.overdue(
                        server.pool().route().pools(),
                        context.limits().messageTimeout(),
                        now,
                        new Clock.Situation(
                                !replies.isEmpty(),
                                waitsForClient && connection.inTransaction(),
                                connection.inTransaction(),
                                waitsForClient
                                        && (requests.unfinished()
                                                || relay().client().unreadBytes() > 0)))
                .ifPresent(this::abort);
        if (relay != null && waitsForClient && mode() != PoolMode.SESSION && clientRests()) {
            pinning.lookAgainIfDue(now);
        }
    }

    private boolean clientRests() {
        return !connection.inTransaction()
                && !requests.unfinished()
                && relay().client().unreadBytes() == 0;
    }

    PooledServer server() {
        return server;
    }

    /** Why the session has this server to itself. */
    Set<PinReason> pins() {
        return pinning.reasons();
    }

    /** Whether prepared statements are shared on this lease; in session mode a client has its server to itself. */
    boolean tracksStatements() {
        return context.limits().maxPreparedStatements() > 0 && mode() != PoolMode.SESSION;
    }

    /** Whether this lease has shared names for the client's prepared statements. */
    @HotPath
    boolean sharesNames() {
        return !connection.ownNames() && tracksStatements();
    }

    /** Whether prepared statements may have names on the server; a pooler may have another server for each batch. */
    @HotPath
    boolean keepsNames() {
        return server.direct();
    }

    /** Whether a transaction is open on the server, as far as it said. */
    boolean inTransaction() {
        return connection.inTransaction();
    }

    /** The server did not get all of its client's own names: it goes on with shared ones, and nobody else with it. */
    void ownNamesSkipped() {
        connection.ownNames(false);
        pinning.soil();
    }

    /** Whether the server may have some of its client's own names although it goes on with shared ones. */
    boolean mayHaveOwnNames() {
        return pinning.soiled();
    }

    /** Whether anybody looks at what functions do. */
    boolean audits() {
        return context.limits().auditRate() > 0;
    }

    /** A DISCARD ALL ended well. */
    void discarded() {
        pinning.discarded();
    }

    /** Whether the server answers everything but ROLLBACK with an error. */
    boolean transactionFailed() {
        return connection.status() == ReadyForQuery.FAILED_TRANSACTION;
    }

    /** Whether a session that keeps its server ends with it now, since the server is to be closed. */
    private boolean closesFast() {
        return server.closeNeeded()
                && mode() == PoolMode.SESSION
                && server.pool().route().connections().fastClose();
    }

    private long now() {
        return connection.loop().nowNanos();
    }

    /** Whether the server is the client's for as long as that stays. */
    boolean sessionMode() {
        return mode() == PoolMode.SESSION;
    }

    private PoolMode mode() {
        return server.pool().route().pools().mode();
    }

    /** The error that answers a refused message. */
    ErrorResponse refusal() {
        return refusal;
    }

    void refusal(ErrorResponse error) {
        refusal = error;
    }

    Relay relay() {
        return Objects.requireNonNull(relay, "no lease");
    }

    Session session() {
        return relay().session();
    }

    ServerConnection connection() {
        return connection;
    }

    Requests requests() {
        return requests;
    }

    PoolStats stats() {
        return server.pool().stats();
    }
}
