package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import io.pgweir.proxy.session.UnnamedStatement;

/**
 * Looks at what a client without a server sent, up to the first point where one would have to act on it.
 *
 * <p>A server is needed at a whole Query, FunctionCall, Sync or Flush, or when a message is longer than is kept: so a
 * client that stops in the middle of a message, or after a Parse, holds none. A batch that only parses a text which
 * some server accepted before, or only closes a statement, needs none at all.
 */
final class Batch {
    /** What is to be done with it. */
    enum Verdict {
        /** More must come. */
        INCOMPLETE,
        /** We answer it. */
        LOCAL,
        /** A server must. */
        SERVER,
        /** It belongs to a COPY that is over: nobody wants it. */
        DROP,
        /** The client says good-bye. */
        TERMINATE
    }

    private final RelayContext context;
    private int suspicions;
    private int end;
    private int wholeBytes;
    private boolean needsServer;
    private boolean statementsNeedServer;
    private int statementMessages;
    private int textSuspicions;
    private boolean wholeQuery;
    private boolean complete;
    private SoleCommand sole = SoleCommand.NONE;
    private final SoleBatch soleBatch = new SoleBatch();

    Batch(RelayContext context) {
        this.context = context;
    }

    /** Looks at the readable bytes. */
    @HotPath
    Verdict look(ByteBuf window, Session session, LocalBlock block, boolean tracksStatements) {
        reset(window.readerIndex(), tracksStatements);
        int start = end;
        int limit = window.writerIndex();
        while (limit - end >= Message.HEADER_BYTES) {
            int size = Message.size(window, end, context.limits().maxMessageBytes());
            int have = Math.min(size, limit - end);
            byte type = window.getByte(end);
            if (end == start && standsAlone(type)) {
                wholeBytes = size;
                return type == FrontendType.TERMINATE ? Verdict.TERMINATE : Verdict.DROP;
            }
            if (have < size && (block.failed() || mustBeWhole(type, limit - start))) {
                checkKnown(type);
                wholeBytes = type == FrontendType.PARSE || block.failed() ? end - start + size : 0;
                return Verdict.INCOMPLETE;
            }
            wholeQuery = end == start && have == size && type == FrontendType.QUERY;
            boolean acts = message(window, type, have, session, block);
            end += have;
            if (acts || have < size) {
                complete = have == size && (type == FrontendType.QUERY || type == FrontendType.SYNC);
                return needsServer || have < size ? Verdict.SERVER : Verdict.LOCAL;
            }
        }
        return limit - start >= Requests.STREAM_BYTES && !block.failed() ? Verdict.SERVER : Verdict.INCOMPLETE;
    }

    @HotPath
    private void reset(int start, boolean tracksStatements) {
        suspicions = Suspicion.NONE;
        textSuspicions = Suspicion.NONE;
        statementsNeedServer = !tracksStatements;
        needsServer = false;
        statementMessages = 0;
        wholeQuery = false;
        complete = false;
        sole = SoleCommand.NONE;
        soleBatch.reset();
        wholeBytes = 0;
        end = start;
    }

    @HotPath
    private static boolean standsAlone(byte type) {
        return type == FrontendType.TERMINATE
                || type == FrontendType.COPY_DATA
                || type == FrontendType.COPY_DONE
                || type == FrontendType.COPY_FAIL;
    }

    /** A Parse is looked into, anything else may stream once there is much of it. */
    @HotPath
    private static boolean mustBeWhole(byte type, int readable) {
        return type == FrontendType.PARSE || readable < Requests.STREAM_BYTES;
    }

    /** Answers whether somebody has to act now. */
    @HotPath
    private boolean message(ByteBuf window, byte type, int have, Session session, LocalBlock block) {
        switch (type) {
            case FrontendType.QUERY -> {
                context.checkSimpleQueries();
                suspicions |= context.suspicionsOfRun(window, end + Message.HEADER_BYTES, end + have, session);
                sole = wholeQuery ? context.scanner().soleCommand() : SoleCommand.NONE;
                boolean answers = block.answers(sole, session)
                        || (sole == SoleCommand.DEALLOCATE && deallocates(window, have, session));
                needsServer |= !wholeQuery || !answers;
                return true;
            }
            case FrontendType.SYNC, FrontendType.FLUSH -> {
                sole = type == FrontendType.SYNC ? soleBatch.command() : SoleCommand.NONE;
                boolean runs = sole != SoleCommand.NONE && !statementsNeedServer && block.answers(sole, session);
                needsServer = !runs && !block.failed() && (needsServer || statementsNeedServer);
                return true;
            }
            case FrontendType.FUNCTION_CALL -> {
                needsServer = !block.failed();
                return true;
            }
            case FrontendType.PARSE -> parse(window, end, end + have, session);
            case FrontendType.BIND -> bind(window, end, end + have, session);
            case FrontendType.DESCRIBE -> {
                needsServer = true;
                soleBatch.describes(have > Message.HEADER_BYTES ? window.getByte(end + Message.HEADER_BYTES) : 0);
            }
            case FrontendType.EXECUTE -> {
                needsServer = true;
                soleBatch.executes(window, end, end + have);
            }
            case FrontendType.CLOSE -> close(window, end, have);
            case FrontendType.COPY_DATA, FrontendType.COPY_DONE, FrontendType.COPY_FAIL, FrontendType.TERMINATE -> {}
            default -> throw unexpected(type);
        }
        return false;
    }

    private boolean deallocates(ByteBuf window, int size, Session session) {
        int text = end + Message.HEADER_BYTES;
        return !statementsNeedServer && LocalDeallocate.answers(window, text, size - Message.HEADER_BYTES - 1, session);
    }

    /** Nobody waits for the rest of a message that cannot be right. */
    private static void checkKnown(byte type) {
        if (!FrontendType.inSession(type)) {
            throw unexpected(type);
        }
    }

    private static ProtocolViolation unexpected(byte type) {
        return new ProtocolViolation("unexpected message of type " + Message.typeName(type) + " in a session");
    }

    private int scanned(ByteBuf window, int from, int to, Session session) {
        return context.suspicionsOf(window, from, to, session);
    }

    // 'P' int32 len, cstring name, cstring sql, int16 n, int32 type ...
    private void parse(ByteBuf window, int at, int messageEnd, Session session) {
        int name = at + Message.HEADER_BYTES;
        int nameEnd = Message.cstringEnd(window, name, messageEnd);
        int tail = nameEnd + 1;
        int sqlEnd = Message.cstringEnd(window, tail, messageEnd);
        if (name == nameEnd) {
            needsServer = true;
            UnnamedStatement before = session.unnamed();
            if (before.sameAs(window, tail, messageEnd - tail)) {
                textSuspicions |= before.suspicions();
                soleBatch.parses(before.sole());
            } else {
                textSuspicions |= scanned(window, tail, sqlEnd, session);
                soleBatch.parses(context.scanner().soleCommand());
            }
            return;
        }
        SharedStatement known = session.sharedStatements().find(window, tail, messageEnd - tail, session.parseImage());
        textSuspicions |= known == null ? scanned(window, tail, sqlEnd, session) : known.suspicions();
        boolean taken = session.statements().get(window, name, nameEnd - name) != null;
        if (taken) {
            soleBatch.other();
        } else {
            soleBatch.parses(known == null ? context.scanner().soleCommand() : known.sole());
        }
        if (statementsNeedServer || taken || known == null || !known.proven() || ++statementMessages > 1) {
            needsServer = true;
        }
    }

    // 'B' int32 len, cstring portal, cstring statement, ...
    private void bind(ByteBuf window, int at, int messageEnd, Session session) {
        needsServer = true;
        int portalEnd = Message.cstringEnd(window, at + Message.HEADER_BYTES, messageEnd);
        int nameEnd = Message.cstringEnd(window, portalEnd + 1, messageEnd);
        suspicions |= textSuspicions; // of a Parse in this batch, which this may bind
        SoleCommand known;
        if (nameEnd == portalEnd + 1) {
            suspicions |= session.unnamed().suspicions();
            known = session.unnamed().sole();
        } else {
            SharedStatement named = session.statements().get(window, portalEnd + 1, nameEnd - portalEnd - 1);
            suspicions |= named == null ? Suspicion.NONE : named.suspicions();
            known = named == null ? SoleCommand.NONE : named.sole();
        }
        boolean unnamedPortal = portalEnd == at + Message.HEADER_BYTES;
        soleBatch.binds(window, unnamedPortal, nameEnd + 1, messageEnd, known);
    }

    private void close(ByteBuf window, int at, int have) {
        soleBatch.other();
        boolean statement =
                have > Message.HEADER_BYTES && window.getByte(at + Message.HEADER_BYTES) == FrontendType.STATEMENT;
        if (statementsNeedServer || !statement || ++statementMessages > 1) {
            needsServer = true;
        }
    }

    /** {@link Suspicion} bits of what was looked at. */
    int suspicions() {
        return suspicions;
    }

    /** What the whole Query or batch is, if it is one statement of the simplest kinds. */
    SoleCommand sole() {
        return sole;
    }

    /** Whether it is a whole Query and nothing before it. */
    boolean wholeQuery() {
        return wholeQuery;
    }

    /** Whether all of it was looked at, and nothing can belong to it that comes later. */
    boolean complete() {
        return complete;
    }

    /** Index behind what was looked at. */
    int end() {
        return end;
    }

    /** Bytes that must come before anything can be said, or that are to be dropped; 0 for any. */
    int wholeBytes() {
        return wholeBytes;
    }
}
