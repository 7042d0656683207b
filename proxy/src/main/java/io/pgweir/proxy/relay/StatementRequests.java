package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.NamedStatement;
import io.pgweir.proxy.session.Scanned;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import io.pgweir.proxy.session.UnnamedStatement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages about prepared statements, on their way to the server.
 *
 * <p>The client's name becomes the shared one. A statement that this server lacks is parsed ahead of the message that
 * needs it, and the answer kept from the client. A Parse of a text that some server accepted before is answered here,
 * and its Close always. Every method answers how many bytes it dealt with, 0 when more must come first.
 */
final class StatementRequests {
    // No statement ever has this id, so a Bind of it always fails.
    private static final String NO_STATEMENT = SharedStatement.NAME_PREFIX + 0;
    // No server ever accepts it.
    private static final String NO_SQL = "this was refused";
    private static final byte[] UNNAMED = {};

    private final RelayContext context;
    private final Exchange exchange;
    private final Requests requests;
    private final Replies replies;
    private final PortalRestore restore = new PortalRestore();

    StatementRequests(RelayContext context, Exchange exchange, Requests requests, Replies replies) {
        this.context = context;
        this.exchange = exchange;
        this.requests = requests;
        this.replies = replies;
    }

    // 'B' int32 len, cstring portal, cstring statement, ...
    @HotPath
    int bind(ByteBuf window, int at, int have, int size, Outbox out) {
        int portalEnd = zero(window, at + Message.HEADER_BYTES, at + have);
        int nameEnd = portalEnd < 0 ? -1 : zero(window, portalEnd + 1, at + have);
        if (nameEnd < 0) {
            return incomplete(have, size);
        }
        exchange.stats().binds++;
        int name = portalEnd + 1;
        int suspicions = suspicionsOfRun(window, name, nameEnd);
        if ((suspicions & RelayContext.NAMING) != 0 && have < size && have < Requests.STREAM_BYTES) {
            return 0;
        }
        switch (exchange.admit(suspicions)) {
            case WAIT -> {
                return 0;
            }
            case REFUSE -> {
                return refused(at, have, size, out);
            }
            case GO -> {
                String resets = (suspicions & Suspicion.RESET) != 0
                        ? textOf(window, name, nameEnd)
                        : restore.textOf(window, name, nameEnd);
                restore.bound(
                        window,
                        at + Message.HEADER_BYTES,
                        portalEnd,
                        resets,
                        exchange.startup().behind(resets));
                makeReady(suspicions, false, out);
            }
        }
        context.valuesOf(suspicions, window, nameEnd, at + have, exchange.session());
        if (!exchange.keepsNames()) {
            exchange.runs(textOf(window, name, nameEnd), soleOf(window, name, nameEnd));
        }
        NamedStatement named = known(window, name, nameEnd);
        if (named != null && exchange.transactionFailed() && misfits(named, window, nameEnd + 1, at + have)) {
            return refused(at, have, size, out);
        }
        if (!names(named, window, at, name, nameEnd, size, out)) {
            return refused(at, have, size, out);
        }
        Object detail = named == null ? Replies.NO_DETAIL : named; // its error may name the statement
        return requests.expecting(Reply.BIND, detail, at, have, size, out);
    }

    /** Whether the values are too many or too few for a statement that the server lacks. */
    private boolean misfits(NamedStatement named, ByteBuf window, int from, int end) {
        ServerConnection connection = exchange.connection();
        if (connection.statements().usable(named.statement().id(), connection.batch())) {
            return false;
        }
        Optional<ErrorResponse> error = MisfitBind.error(window, from, end, named);
        error.ifPresent(exchange::refusal);
        return error.isPresent();
    }

    /** A new lease. */
    @HotPath
    void reset() {
        restore.clear();
    }

    /** Whether an Execute must be looked at. */
    @HotPath
    boolean watchesExecute() {
        return restore.isArmed();
    }

    // 'E' int32 len, cstring portal, int32 rows
    int execute(ByteBuf window, int at, int have, int size, Outbox out) {
        if (have < size) {
            return incomplete(have, size);
        }
        int portal = at + Message.HEADER_BYTES;
        boolean resets = restore.is(window, portal, Message.cstringEnd(window, portal, at + size));
        int taken = requests.expecting(Reply.EXECUTE, at, have, size, out);
        if (resets && exchange.startup().discards(restore.discards())) {
            Frontend.flush(out.insert()); // nothing more is sent until it is answered
        }
        if (resets) {
            restore.encode(out, replies);
        }
        return taken;
    }

    /** What a run of the statement with this name is suspected of. */
    @HotPath
    private int suspicionsOfRun(ByteBuf window, int name, int nameEnd) {
        Session session = exchange.session();
        int suspicions = suspicionsOf(window, name, nameEnd);
        if (name == nameEnd) {
            return suspicions | context.audit(suspicions, session.unnamed().shape(), session, session.unnamed());
        }
        SharedStatement statement = session.statements().get(window, name, nameEnd - name);
        return statement == null
                ? suspicions
                : suspicions | context.audit(suspicions, statement.shape(), session, statement);
    }

    /** {@link Suspicion} bits of the text of the statement with this name. */
    @HotPath
    private int suspicionsOf(ByteBuf window, int name, int nameEnd) {
        if (name == nameEnd) {
            return exchange.session().unnamed().suspicions();
        }
        SharedStatement statement = exchange.session().statements().get(window, name, nameEnd - name);
        if (statement != null) {
            return statement.suspicions();
        }
        return exchange.connection().ownNames() ? Suspicion.PREPARE : Suspicion.NONE; // SQL may have prepared it
    }

    /** Brings the server where a text with these suspicions finds what its client expects. */
    @HotPath
    void makeReady(int suspicions, boolean alone, Outbox out) {
        if ((suspicions & Suspicion.PREPARE) != 0) {
            prepareNames(alone, out);
        }
        if ((suspicions & Suspicion.LAST_VALUE) != 0) {
            exchange.session().asksLastValue();
            forgetForeignSequences(alone, out);
        }
        if ((suspicions & Suspicion.NEXT_VALUE) != 0) {
            if (exchange.session().mayAskLastValue() && exchange.connection().hasSequences()) {
                forgetForeignSequences(alone, out);
            }
            exchange.movesSequence();
        }
        if ((suspicions & Suspicion.NEXT_VALUE_CALL) != 0) {
            exchange.callsNextValue();
        }
    }

    /** Another session's last value must not be taken for this one's: then PostgreSQL itself says that there is none. */
    private void forgetForeignSequences(boolean alone, Outbox out) {
        Session session = exchange.session();
        ServerConnection connection = exchange.connection();
        if (connection.sequenceOwner() != session && exchange.tracksStatements() && !exchange.transactionFailed()) {
            boolean syncs = alone && !beginsAhead();
            session.movedSequence(exchange.server());
            connection.unnamed(ServerConnection.NO_STATEMENT);
            Frontend.parse(out.insert(), "", "DISCARD SEQUENCES");
            Frontend.bindText(out.insert(), "", "");
            Frontend.execute(out.insert(), "");
            replies.add(Reply.OWN_NAMED_PARSE, SequencesGone.DETAIL);
            replies.add(Reply.OWN_BIND);
            replies.add(Reply.OWN_EXECUTE);
            if (syncs) {
                syncOwn(out);
            }
        }
    }

    private SoleCommand soleOf(ByteBuf window, int name, int nameEnd) {
        if (name == nameEnd) {
            return exchange.session().unnamed().sole();
        }
        SharedStatement statement = exchange.session().statements().get(window, name, nameEnd - name);
        return statement == null ? SoleCommand.NONE : statement.sole();
    }

    private String textOf(ByteBuf window, int name, int nameEnd) {
        if (name == nameEnd) {
            return exchange.session().unnamed().sql();
        }
        SharedStatement statement = exchange.session().statements().get(window, name, nameEnd - name);
        return statement == null ? "" : statement.sql();
    }

    /**
     * SQL that names prepared statements must meet the client's own names on the server, and no others.
     *
     * <p>Where nothing can depend on it each message has a Sync of its own, so that a text which PostgreSQL refuses by
     * now spoils no other.
     *
     * @param alone whether what comes is no part of a batch: then our messages need a Sync of their own
     */
    private void prepareNames(boolean alone, Outbox out) {
        if (!exchange.sharesNames()
                || exchange.transactionFailed()
                || !exchange.server().dedicated()) {
            return;
        }
        ServerConnection connection = exchange.connection();
        int before = replies.size();
        boolean beginsAhead = beginsAhead();
        boolean each = alone && replies.isEmpty() && !connection.inTransaction();
        connection.statements().forEach(id -> {
            Frontend.closeStatement(out.insert(), SharedStatement.nameOf(id));
            replies.add(Reply.OWN_CLOSE, id);
        });
        connection.statements().forgetAll();
        exchange.session().statements().forEach((name, statement) -> {
            if (exchange.mayHaveOwnNames()) {
                Frontend.closeStatement(out.insert(), name.bytes());
                replies.add(Reply.OWN_CLOSE);
            }
            statement.encodeParseAs(name, out.insert());
            replies.add(Reply.OWN_NAMED_PARSE, new NameChange(name, statement));
            if (each) {
                syncOwn(out);
            }
        });
        connection.ownNames(true);
        boolean syncs = alone && !beginsAhead;
        if (syncs && replies.size() > before && replies.get(replies.size() - 1) != Reply.OWN_SYNC) {
            syncOwn(out);
        }
    }

    /** A deferred BEGIN is on its way: when it fails the server must skip what comes, too. */
    private boolean beginsAhead() {
        return !replies.isEmpty() && replies.detail(0) instanceof DeferredBegin && replies.nextReady() < 0;
    }

    private void syncOwn(Outbox out) {
        Frontend.sync(out.insert());
        replies.add(Reply.OWN_SYNC);
        exchange.connection().batchEnded();
    }

    /** The server gets what the message names, under the name that it knows; false when there is no such statement. */
    @HotPath
    private boolean names(
            @Nullable NamedStatement named, ByteBuf window, int at, int name, int nameEnd, int size, Outbox out) {
        if (named != null) {
            ensureParsed(named.statement(), out);
            rename(window, at, name, nameEnd, size, named.statement(), out);
        } else if (anothers(window, name, nameEnd)) {
            exchange.refusal(
                    name == nameEnd
                            ? ProxyError.UNKNOWN_UNNAMED_STATEMENT.error()
                            : ProxyError.UNKNOWN_STATEMENT.error(text(window, name, nameEnd)));
            return false;
        } else if (name == nameEnd) {
            ensureUnnamed(out);
        }
        return true;
    }

    // 'D' int32 len, byte kind, cstring name
    int describe(ByteBuf window, int at, int have, int size, Outbox out) {
        if (have < size) {
            return incomplete(have, size);
        }
        int name = at + Message.HEADER_BYTES + 1;
        if (window.getByte(name - 1) == FrontendType.STATEMENT) {
            int nameEnd = Message.cstringEnd(window, name, at + size);
            int suspicions = suspicionsOf(window, name, nameEnd) & Suspicion.PREPARE;
            switch (exchange.admit(suspicions)) {
                case WAIT -> {
                    return 0;
                }
                case REFUSE -> {
                    return refused(at, size, size, out);
                }
                case GO -> makeReady(suspicions, false, out);
            }
            if (!names(known(window, name, nameEnd), window, at, name, nameEnd, size, out)) {
                return refused(at, have, size, out);
            }
        }
        return requests.expecting(Reply.DESCRIBE, at, have, size, out);
    }

    // 'C' int32 len, byte kind, cstring name
    int close(ByteBuf window, int at, int have, int size, Outbox out) {
        if (have < size) {
            return incomplete(have, size);
        }
        int name = at + Message.HEADER_BYTES + 1;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        if (!exchange.tracksStatements() || window.getByte(name - 1) != FrontendType.STATEMENT || name == nameEnd) {
            return requests.expecting(Reply.CLOSE, at, have, size, out);
        }
        SharedStatement statement = exchange.session().statements().get(window, name, nameEnd - name);
        if (!exchange.sharesNames()) {
            Object detail = statement == null
                    ? Replies.NO_DETAIL
                    : exchange.session().sharedStatements().nameOf(window, name, nameEnd - name);
            return requests.expecting(Reply.CLOSE, detail, at, have, size, out);
        }
        ByteKey removed = exchange.session().statements().remove(window, name, nameEnd - name);
        Object undo = statement == null || removed == null ? Replies.NO_DETAIL : new NameChange(removed, statement);
        out.skip(at + size);
        requests.answerLocally(Reply.LOCAL_CLOSE, undo);
        return size;
    }

    // 'P' int32 len, cstring name, cstring sql, int16 n, int32 type ...
    int parse(ByteBuf window, int at, int have, int size, Outbox out) {
        if (have < size) {
            return requests.hold(size);
        }
        exchange.stats().clientParses++;
        int name = at + Message.HEADER_BYTES;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        if (!exchange.tracksStatements()) {
            return parseUntracked(window, at, name, nameEnd, size, out);
        }
        if (!exchange.keepsNames() && exchange.parsesElsewhere(suspicions(window, nameEnd + 1, at + size))) {
            return 0;
        }
        return name == nameEnd
                ? parseUnnamed(window, at, nameEnd + 1, size, out)
                : parseNamed(window, at, name, nameEnd, size, out);
    }

    /** Nobody remembers the statement, so it is admitted now or never. */
    private int parseUntracked(ByteBuf window, int at, int name, int nameEnd, int size, Outbox out) {
        int tail = nameEnd + 1;
        int suspicions = suspicions(window, tail, at + size);
        String text = (suspicions & Suspicion.RESET) == 0
                ? ""
                : window.toString(
                        tail, Message.cstringEnd(window, tail, at + size) - tail, StandardCharsets.ISO_8859_1);
        restore.parsed(window.toString(name, nameEnd - name, StandardCharsets.ISO_8859_1), text);
        return switch (exchange.admit(suspicions)) {
            case WAIT -> 0;
            case REFUSE -> refused(at, size, size, out);
            case GO -> requests.expecting(Reply.PARSE, at, size, size, out);
        };
    }

    private int parseUnnamed(ByteBuf window, int at, int tail, int size, Outbox out) {
        Session session = exchange.session();
        UnnamedStatement before = session.unnamed();
        Object undo = Replies.NO_DETAIL;
        int length = at + size - tail;
        if (!before.sameAs(window, tail, length)) {
            undo = new UnnamedChange(before, exchange.connection().unnamed());
            session.unnamed(
                    new UnnamedStatement(ByteBufUtil.getBytes(window, tail, length), scanned(window, tail, at + size)));
        }
        exchange.connection().unnamed(session.unnamed());
        exchange.stats().serverParses++;
        return requests.expecting(Reply.UNNAMED_PARSE, undo, at, size, size, out);
    }

    private int parseNamed(ByteBuf window, int at, int name, int nameEnd, int size, Outbox out) {
        Session session = exchange.session();
        if (!exchange.sharesNames()) {
            return parseUnderOwnName(window, at, name, nameEnd, size, out);
        }
        int tail = nameEnd + 1;
        SharedStatement statement = session.sharedStatements()
                .findOrAdd(window, tail, at + size - tail, session.parseImage(), scanned(window, tail, at + size));
        if (session.statements().get(window, name, nameEnd - name) != null) {
            return nameTaken(statement, window, at, name, nameEnd, size, out);
        }
        ByteKey key = session.statements().put(window, name, nameEnd - name, statement);
        NameChange undo = new NameChange(key, statement);
        ServerConnection connection = exchange.connection();
        boolean usable = connection.statements().usable(statement.id(), connection.batch());
        if ((statement.proven() || (usable && exchange.keepsNames())) && !exchange.transactionFailed()) {
            out.skip(at + size);
            takeSnapshot(statement, out);
            requests.answerLocally(Reply.LOCAL_PARSE, undo);
            return size;
        }
        return parseReplaced(statement, undo, at, size, out);
    }

    /** In a transaction a Parse takes a snapshot, after which SET TRANSACTION is refused. */
    private void takeSnapshot(SharedStatement statement, Outbox out) {
        ServerConnection connection = exchange.connection();
        if (statement.takesSnapshot() && (connection.inTransaction() || beginsAhead())) {
            sendSnapshot(out);
        }
    }

    /** Makes the server's transaction take one. */
    void sendSnapshot(Outbox out) {
        Frontend.parse(out.insert(), "", "SELECT 1");
        exchange.connection().unnamed(ServerConnection.NO_STATEMENT);
        replies.add(Reply.OWN_NAMED_PARSE);
    }

    /** PostgreSQL looks whether a name is free once it knows that the text is right and may run now. */
    private int nameTaken(
            SharedStatement statement, ByteBuf window, int at, int name, int nameEnd, int size, Outbox out) {
        exchange.refusal(ProxyError.DUPLICATE_STATEMENT.error(text(window, name, nameEnd)));
        out.skip(at + size);
        ServerConnection connection = exchange.connection();
        if (exchange.transactionFailed() || !connection.statements().usable(statement.id(), connection.batch())) {
            closeIfUncertain(statement, out);
            send(statement, Reply.OWN_PARSE, statement, out);
        }
        refuse(out);
        return size;
    }

    /** The server has the client's names: it knows itself which are taken. */
    private int parseUnderOwnName(ByteBuf window, int at, int name, int nameEnd, int size, Outbox out) {
        Session session = exchange.session();
        int tail = nameEnd + 1;
        SharedStatement statement = session.sharedStatements()
                .findOrAdd(window, tail, at + size - tail, session.parseImage(), scanned(window, tail, at + size));
        ByteKey key = session.sharedStatements().nameOf(window, name, nameEnd - name);
        exchange.suspect(statement.suspicions()); // a Bind in the same batch does not know it yet
        exchange.stats().serverParses++;
        return requests.expecting(Reply.PARSE, new NewName(key, statement), at, size, size, out);
    }

    private int parseReplaced(SharedStatement statement, NameChange undo, int at, int size, Outbox out) {
        out.skip(at + size);
        if (exchange.keepsNames()) {
            closeIfUncertain(statement, out);
            send(statement, Reply.PARSE, undo, out);
        } else {
            sendUnnamed(statement, Reply.PARSE, undo, out);
        }
        requests.batchOpens();
        return size;
    }

    private Scanned scanned(ByteBuf window, int tail, int end) {
        return context.scanned(window, tail, end, exchange.session());
    }

    private int suspicions(ByteBuf window, int tail, int end) {
        int sqlEnd = Message.cstringEnd(window, tail, end);
        return context.suspicionsOf(window, tail, sqlEnd, exchange.session());
    }

    private @Nullable NamedStatement known(ByteBuf window, int name, int nameEnd) {
        return name == nameEnd || !exchange.sharesNames()
                ? null
                : exchange.session().statements().named(window, name, nameEnd - name);
    }

    /** The server must hold this client's unnamed statement. */
    @HotPath
    private void ensureUnnamed(Outbox out) {
        UnnamedStatement unnamed = exchange.session().unnamed();
        if (exchange.connection().unnamed() != unnamed && unnamed.exists() && exchange.tracksStatements()) {
            unnamed.encodeParse(out.insert());
            exchange.connection().unnamed(unnamed);
            exchange.stats().serverParses++;
            replies.add(Reply.OWN_UNNAMED_PARSE);
        }
    }

    /** The server must have the statement before what comes next. */
    @HotPath
    private void ensureParsed(SharedStatement statement, Outbox out) {
        ServerConnection connection = exchange.connection();
        if (!exchange.keepsNames()) {
            if (connection.unnamed() != statement) {
                sendUnnamed(statement, Reply.OWN_UNNAMED_PARSE, statement, out);
            }
        } else if (!connection.statements().usable(statement.id(), connection.batch())) {
            closeIfUncertain(statement, out);
            send(statement, Reply.OWN_PARSE, statement, out);
        }
    }

    /** Sent in an earlier batch that is not answered yet: an error there may have skipped it, or it is there. */
    private void closeIfUncertain(SharedStatement statement, Outbox out) {
        if (exchange.connection().statements().contains(statement.id())) {
            Frontend.closeStatement(out.insert(), statement.name());
            replies.add(Reply.OWN_CLOSE);
        }
    }

    /** Through a pooler it is parsed anew in each batch, without a name that its next server would not know. */
    private void sendUnnamed(SharedStatement statement, Reply reply, Object detail, Outbox out) {
        statement.encodeParseUnnamed(out.insert());
        replies.add(reply, detail);
        exchange.stats().serverParses++;
        exchange.connection().unnamed(statement);
    }

    /** Sends its Parse, which this will answer, and makes room for it. */
    private void send(SharedStatement statement, Reply reply, Object detail, Outbox out) {
        ServerConnection connection = exchange.connection();
        statement.encodeParse(out.insert());
        replies.add(reply, detail);
        exchange.stats().serverParses++;
        connection.statements().sent(statement.id(), connection.batch());
        connection.statements().evictDownTo(context.limits().maxPreparedStatements(), id -> {
            Frontend.closeStatement(out.insert(), SharedStatement.nameOf(id));
            replies.add(Reply.OWN_CLOSE, id);
        });
    }

    /** Puts the shared name in place of the client's: only the length and the name differ. */
    @HotPath
    private void rename(
            ByteBuf window, int at, int name, int nameEnd, int size, SharedStatement statement, Outbox out) {
        byte[] shared = exchange.keepsNames() ? statement.name() : UNNAMED;
        ByteBuf to = out.insert();
        to.writeByte(window.getByte(at));
        to.writeInt(size - 1 - (nameEnd - name) + shared.length);
        to.writeBytes(window, at + Message.HEADER_BYTES, name - at - Message.HEADER_BYTES);
        to.writeBytes(shared);
        out.skip(nameEnd);
    }

    private int refused(int at, int have, int size, Outbox out) {
        out.skip(at + have);
        refuse(out);
        return requests.dropped(have, size);
    }

    /** Makes the server fail here, so that its transaction and the rest of the batch do, and answers with our error. */
    void refuse(Outbox out) {
        if (exchange.keepsNames()) {
            Frontend.bindText(out.insert(), "", NO_STATEMENT);
        } else { // a PgBouncer that knows our statements would end the connection
            Frontend.parse(out.insert(), "", NO_SQL);
            exchange.connection().unnamed(ServerConnection.NO_STATEMENT);
        }
        replies.add(Reply.REFUSED, exchange.refusal());
    }

    /** A name of ours in a client's mouth must not reach another client's statement, nor may an unnamed one be used. */
    @HotPath
    private boolean anothers(ByteBuf window, int name, int nameEnd) {
        if (!exchange.tracksStatements()) {
            return false;
        }
        return name == nameEnd
                ? !exchange.session().unnamed().exists()
                : exchange.sharesNames() && text(window, name, nameEnd).startsWith(SharedStatement.NAME_PREFIX);
    }

    private static String text(ByteBuf window, int name, int nameEnd) {
        return window.toString(name, nameEnd - name, StandardCharsets.UTF_8);
    }

    @HotPath
    private static int zero(ByteBuf window, int from, int end) {
        int length = from < end ? window.bytesBefore(from, end - from, (byte) 0) : -1;
        return length < 0 ? -1 : from + length;
    }

    private int incomplete(int have, int size) {
        if (have == size || have >= Requests.STREAM_BYTES) {
            throw new ProtocolViolation("message of " + size + " bytes whose names do not end");
        }
        return 0;
    }
}
