package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.sql.SqlScanner;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.session.RestoringText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The way from the client to its server: passes messages on and notes what each will be answered with.
 *
 * <p>Bodies stay where they are; only names of prepared statements are rewritten. A message may come in any number of
 * pieces: what must be seen whole waits in the link's unread bytes, everything else streams.
 */
final class Requests {
    /** A message that is longer need not be whole before it is passed on. */
    static final int STREAM_BYTES = 32 * 1024;

    private final RelayContext context;
    private final Exchange exchange;
    private final Replies replies;
    private final StatementRequests statements;
    private SqlScanner pieceScanner = new SqlScanner();
    private final NamesInPieces pieceNames = new NamesInPieces();

    private int streaming;
    private boolean dropping;
    private boolean scanning;
    private boolean skipping;
    private boolean copyingIn;
    private boolean batchOpen;

    Requests(RelayContext context, Exchange exchange, Replies replies) {
        this.context = context;
        this.exchange = exchange;
        this.replies = replies;
        this.statements = new StatementRequests(context, exchange, this, replies);
    }

    /** Ready for a new lease. */
    void reset() {
        streaming = 0;
        dropping = false;
        scanning = false;
        skipping = false;
        copyingIn = false;
        batchOpen = false;
        statements.reset();
    }

    /** Passes on what the window has. */
    @HotPath
    void forward(ByteBuf window) {
        Outbox out = context.toServer();
        int at = window.readerIndex();
        int end = window.writerIndex();
        out.begin(window, at);
        if (exchange.relay().block().isOpen()) {
            begin(out);
        }
        while (at < end && !exchange.startup().isWanted()) {
            int taken = streaming > 0 ? stream(window, at, end) : message(window, at, end, out);
            if (taken <= 0) {
                break;
            }
            at += taken;
        }
        window.readerIndex(at);
        exchange.sendRequests(out);
    }

    /** The transaction that was deferred begins ahead of the statement in the window. */
    private void begin(Outbox out) {
        DeferredBegin begun = exchange.begins();
        begun.encode(out.insert());
        replies.add(Reply.OWN_NAMED_PARSE, begun);
        replies.add(Reply.OWN_BIND, begun);
        replies.add(Reply.OWN_EXECUTE, begun);
        if (begun.hasSnapshot()) {
            statements.sendSnapshot(out);
        }
    }

    @HotPath
    private int stream(ByteBuf window, int at, int end) {
        int piece = Math.min(streaming, end - at);
        streaming -= piece;
        if (scanning) {
            scanPiece(window, at, at + piece);
        }
        if (dropping) {
            context.toServer().skip(at + piece);
            dropping = streaming > 0;
        } else {
            context.toServer().pass(at + piece);
        }
        return piece;
    }

    private void scanPiece(ByteBuf window, int from, int to) {
        pieceScanner.scan(window, from, to);
        noteNames(window, from, to);
        if (streaming == 0) {
            scanning = false;
            pieceScanner.end();
        }
        exchange.suspect(pieceScanner.suspicions());
    }

    private void noteNames(ByteBuf window, int from, int to) {
        boolean suspicious = (pieceScanner.suspicions() & RelayContext.NAMING) != 0;
        pieceNames.piece(window, from, to, suspicious, exchange.session());
    }

    /** Answers how many bytes were dealt with; 0 when more must come first, or nothing may pass now. */
    @HotPath
    private int message(ByteBuf window, int at, int end, Outbox out) {
        if (end - at < Message.HEADER_BYTES) {
            return 0;
        }
        int size = Message.size(window, at, context.limits().maxMessageBytes());
        int have = Math.min(size, end - at);
        if (!batchOpen && beginsBatch(window.getByte(at)) && exchange.holdsNextBatch()) {
            return 0;
        }
        return switch (window.getByte(at)) {
            case FrontendType.QUERY -> query(window, at, have, size, out);
            case FrontendType.BIND ->
                skipping ? pass(at, have, size, out) : statements.bind(window, at, have, size, out);
            case FrontendType.EXECUTE ->
                statements.watchesExecute() && !skipping
                        ? statements.execute(window, at, have, size, out)
                        : expecting(Reply.EXECUTE, at, have, size, out);
            case FrontendType.SYNC -> sync(at, have, size, out);
            case FrontendType.PARSE ->
                skipping ? pass(at, have, size, out) : statements.parse(window, at, have, size, out);
            case FrontendType.DESCRIBE ->
                skipping ? pass(at, have, size, out) : statements.describe(window, at, have, size, out);
            case FrontendType.CLOSE ->
                skipping ? pass(at, have, size, out) : statements.close(window, at, have, size, out);
            case FrontendType.FUNCTION_CALL -> functionCall(at, have, size, out);
            case FrontendType.FLUSH, FrontendType.COPY_DATA -> pass(at, have, size, out);
            case FrontendType.COPY_DONE, FrontendType.COPY_FAIL -> copyEnds(at, have, size, out);
            case FrontendType.TERMINATE -> exchange.clientTerminates();
            default ->
                throw new ProtocolViolation(
                        "unexpected message of type " + Message.typeName(window.getByte(at)) + " in a session");
        };
    }

    @HotPath
    private static boolean beginsBatch(byte type) {
        return switch (type) {
            case FrontendType.QUERY,
                    FrontendType.PARSE,
                    FrontendType.BIND,
                    FrontendType.DESCRIBE,
                    FrontendType.EXECUTE,
                    FrontendType.CLOSE,
                    FrontendType.FUNCTION_CALL -> true;
            default -> false;
        };
    }

    /** The part that is there passes, the rest will stream. */
    @HotPath
    int pass(int at, int have, int size, Outbox out) {
        streaming = size - have;
        out.pass(at + have);
        return have;
    }

    /** It passes, and this will answer it. */
    @HotPath
    int expecting(Reply reply, int at, int have, int size, Outbox out) {
        return expecting(reply, Replies.NO_DETAIL, at, have, size, out);
    }

    @HotPath
    int expecting(Reply reply, Object detail, int at, int have, int size, Outbox out) {
        if (!skipping) {
            batchOpen = true;
            replies.add(reply, detail);
        }
        return pass(at, have, size, out);
    }

    /** The part that is there was left out; so will be the rest. */
    int dropped(int have, int size) {
        streaming = size - have;
        dropping = streaming > 0;
        return have;
    }

    /** The message must be whole before anything can be done with it. */
    int hold(int size) {
        exchange.expectWhole(size, context.limits().maxStatementBytes());
        return 0;
    }

    /** We answer it ourselves, once everything before it is answered. */
    void answerLocally(Reply reply, Object undo) {
        batchOpen = true;
        replies.add(reply, undo);
    }

    /** Something went to the server that only a Sync ends. */
    void batchOpens() {
        batchOpen = true;
    }

    @HotPath
    private int query(ByteBuf window, int at, int have, int size, Outbox out) {
        context.checkSimpleQueries();
        if (have < size && have < STREAM_BYTES) {
            return 0;
        }
        if (skipping) {
            return pass(at, have, size, out);
        }
        int lookedAt = exchange.relay().takeLookedAt();
        if (lookedAt != Relay.NOT_LOOKED_AT) {
            return admitted(lookedAt, window, at, have, size, out);
        }
        if (have < size) {
            return longQuery(window, at, have, size, out);
        }
        int suspicions = context.suspicionsOfRun(window, at + Message.HEADER_BYTES, at + size, exchange.session());
        return admitted(suspicions, window, at, have, size, out);
    }

    /** Only its beginning is there: the rest is scanned as it streams. */
    private int longQuery(ByteBuf window, int at, int have, int size, Outbox out) {
        pieceScanner = context.scanner().another();
        pieceScanner.begin(
                exchange.session().standardConformingStrings(),
                exchange.session().encoding());
        pieceScanner.scan(window, at + Message.HEADER_BYTES, at + have);
        pieceNames.begin();
        noteNames(window, at + Message.HEADER_BYTES, at + have);
        return admitted(pieceScanner.suspicions(), window, at, have, size, out);
    }

    @HotPath
    private int admitted(int suspicions, ByteBuf window, int at, int have, int size, Outbox out) {
        return switch (exchange.admit(suspicions)) {
            case GO -> {
                exchange.runs(window, at, have, size);
                statements.makeReady(suspicions, true, out);
                yield (suspicions & Suspicion.RESET) != 0 && have == size
                        ? queryResets(window, at, size, out)
                        : queryPasses(at, have, size, out);
            }
            case WAIT -> 0;
            case REFUSE -> queryRefused(at, have, size, out);
        };
    }

    @HotPath
    private int queryPasses(int at, int have, int size, Outbox out) {
        scanning = have < size;
        exchange.queryStarts();
        replies.add(Reply.QUERY);
        return pass(at, have, size, out);
    }

    /** Where the client's own startup values belong between its statements, another text goes. */
    private int queryResets(ByteBuf window, int at, int size, Outbox out) {
        String sql = window.toString(
                at + Message.HEADER_BYTES, size - Message.HEADER_BYTES - 1, StandardCharsets.ISO_8859_1);
        Optional<RestoringText> text =
                exchange.session().restoring(sql, exchange.connection().born());
        if (text.isEmpty()) {
            exchange.startup().note(sql);
            return queryPasses(at, size, size, out);
        }
        out.skip(at + size);
        Frontend.query(out.insert(), text.get().sql());
        exchange.queryStarts();
        replies.add(Reply.QUERY, text.get());
        return size;
    }

    /** An error of ours in place of the query; the server's transaction fails with it. */
    private int queryRefused(int at, int have, int size, Outbox out) {
        if (have < size) {
            throw new ProtocolViolation(exchange.refusal().message());
        }
        out.skip(at + size);
        statements.refuse(out);
        Frontend.sync(out.insert());
        replies.add(Reply.SYNC);
        exchange.connection().batchEnded();
        return size;
    }

    /** It is a batch of its own, and no Sync ends it. */
    private int functionCall(int at, int have, int size, Outbox out) {
        if (!skipping) {
            exchange.runsUnknown();
            replies.add(Reply.FUNCTION_CALL);
        }
        return pass(at, have, size, out);
    }

    @HotPath
    private int sync(int at, int have, int size, Outbox out) {
        if (!copyingIn) { // during COPY the server swallows it
            skipping = false;
            batchOpen = false;
            replies.add(Reply.SYNC);
            exchange.connection().batchEnded();
            if (!exchange.keepsNames()) {
                exchange.connection().unnamed(ServerConnection.NO_STATEMENT);
            }
        }
        return pass(at, have, size, out);
    }

    private int copyEnds(int at, int have, int size, Outbox out) {
        copyingIn = false;
        if (!replies.isEmpty()) {
            replies.add(Reply.COPY_END);
        }
        return pass(at, have, size, out);
    }

    /** The server waits for COPY data; what it got before the data's end and is no data it swallows. */
    void copyInStarted() {
        copyingIn = true;
        int at = 1;
        while (at < replies.size()) {
            if (replies.get(at) == Reply.COPY_END) {
                copyingIn = false;
                return;
            }
            if (replies.get(at) == Reply.SYNC) {
                replies.remove(at);
            } else {
                at++;
            }
        }
    }

    /** The server skips everything up to the next Sync, which was not sent yet. */
    void skipToSync() {
        skipping = true;
        copyingIn = false;
    }

    /** The server does not wait for COPY data any more. */
    void copyInEnded() {
        copyingIn = false;
    }

    boolean skipping() {
        return skipping;
    }

    /** The server is ready although we did not see why: it took a Sync that we thought swallowed. */
    void synced() {
        skipping = false;
        batchOpen = false;
    }

    /** Whether the client stopped where a server cannot go on: inside a message or a batch. */
    boolean unfinished() {
        return streaming > 0 || batchOpen;
    }
}
