package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.CommandComplete;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.NotificationResponse;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.SqlState;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.NamedStatement;
import io.pgweir.proxy.session.RestoringText;
import io.pgweir.proxy.session.SharedStatement;

/**
 * The way from the server to its client: passes messages on, keeps those back that answer what we sent ourselves, and
 * puts in those that we answer. Rows and copied data stream through unread.
 */
final class Responses {
    /** Messages that are looked into must not be longer. An error that is longer passes unread. */
    private static final int MAX_READ_BYTES = 32 * 1024;

    private final RelayContext context;
    private final Exchange exchange;
    private final Replies replies;
    private final Effects effects;
    private int streaming;
    private boolean idle;

    Responses(RelayContext context, Exchange exchange, Replies replies) {
        this.context = context;
        this.exchange = exchange;
        this.replies = replies;
        this.effects = new Effects(exchange, replies);
    }

    /** Ready for a new lease. */
    void reset() {
        streaming = 0;
        idle = false;
    }

    /** Passes on what the window has. */
    @HotPath
    void forward(ByteBuf window) {
        Outbox out = context.toClient();
        int at = window.readerIndex();
        int end = window.writerIndex();
        out.begin(window, at);
        while (at < end) {
            int taken = streaming > 0 ? stream(at, end, out) : message(window, at, end, out);
            if (taken == 0) {
                break;
            }
            at += taken;
        }
        window.readerIndex(at);
        exchange.sendResponses(out);
        if (at == end) {
            settleIfIdle();
        }
    }

    /** Tells when the server is idle and nothing is outstanding; all that came of it was looked at. */
    @HotPath
    void settleIfIdle() {
        if (idle && streaming == 0 && replies.isEmpty() && !exchange.requests().unfinished()) {
            idle = false;
            exchange.settled();
        }
    }

    @HotPath
    private int stream(int at, int end, Outbox out) {
        int piece = Math.min(streaming, end - at);
        streaming -= piece;
        out.pass(at + piece);
        if (streaming == 0) {
            exchange.giveLocalAnswers(out); // one may have been waiting for the end of this message
        }
        return piece;
    }

    Effects effects() {
        return effects;
    }

    /** Whether the client has got the beginning of a message and not yet its end. */
    boolean midMessage() {
        return streaming > 0;
    }

    /** Answers how many bytes were dealt with; 0 when more must come first. */
    @HotPath
    private int message(ByteBuf window, int at, int end, Outbox out) {
        if (end - at < Message.HEADER_BYTES) {
            return 0;
        }
        byte type = window.getByte(at);
        int size = Message.size(window, at, Integer.MAX_VALUE);
        int have = Math.min(size, end - at);
        switch (type) {
            case BackendType.DATA_ROW,
                    BackendType.COPY_DATA,
                    BackendType.COPY_DONE,
                    BackendType.COPY_OUT_RESPONSE,
                    BackendType.NOTICE_RESPONSE,
                    BackendType.PARAMETER_DESCRIPTION,
                    BackendType.FUNCTION_CALL_RESPONSE -> {
                return pass(at, have, size, out);
            }
            case BackendType.ROW_DESCRIPTION, BackendType.NO_DATA -> {
                return description(at, have, size, out);
            }
            default -> {
                return whole(window, type, at, have, size, out);
            }
        }
    }

    @HotPath
    private int pass(int at, int have, int size, Outbox out) {
        streaming = size - have;
        out.pass(at + have);
        return have;
    }

    @HotPath
    private int whole(ByteBuf window, byte type, int at, int have, int size, Outbox out) {
        if (size > MAX_READ_BYTES) {
            return tooLongToRead(type, at, have, size, out);
        }
        if (have < size) {
            return 0;
        }
        switch (type) {
            case BackendType.READY_FOR_QUERY -> readyForQuery(ReadyForQuery.status(window, at, size), at, size, out);
            case BackendType.COMMAND_COMPLETE -> commandComplete(window, at, size, out);
            case BackendType.BIND_COMPLETE -> bindComplete(at, size, out);
            case BackendType.PARSE_COMPLETE -> parseComplete(at, size, out);
            case BackendType.CLOSE_COMPLETE -> closeComplete(at, size, out);
            case BackendType.EMPTY_QUERY_RESPONSE, BackendType.PORTAL_SUSPENDED -> executed(at, size, out);
            case BackendType.ERROR_RESPONSE -> error(window, at, size, out);
            case BackendType.PARAMETER_STATUS -> effects.parameterChanged(window, at, size, out);
            case BackendType.NOTIFICATION_RESPONSE -> notification(window, at, size, out);
            case BackendType.COPY_IN_RESPONSE -> {
                exchange.requests().copyInStarted();
                out.pass(at + size);
            }
            default ->
                throw new ProtocolViolation(
                        "unexpected message of type " + Message.typeName(type) + " from the server");
        }
        return size;
    }

    private int tooLongToRead(byte type, int at, int have, int size, Outbox out) {
        if (type != BackendType.ERROR_RESPONSE) {
            throw new ProtocolViolation("message of " + size + " bytes of type " + Message.typeName(type)
                    + " from the server (expected: at most " + MAX_READ_BYTES + ")");
        }
        effects.failed();
        return pass(at, have, size, out);
    }

    /** The next answer came and the message passes; what we answer behind it follows. */
    @HotPath
    private void passAnswered(int at, int size, Outbox out) {
        out.pass(at + size);
        Object unused = replies.take();
        exchange.giveLocalAnswers(out);
    }

    /** A description may be long, so it streams; what we answer behind it waits for its end. */
    @HotPath
    private int description(int at, int have, int size, Outbox out) {
        int taken = pass(at, have, size, out);
        if (replies.nextIs(Reply.DESCRIBE)) {
            Object unused = replies.take();
            exchange.giveLocalAnswers(out);
        }
        return taken;
    }

    @HotPath
    private void expected(Reply reply, int at, int size, Outbox out) {
        if (!replies.nextIs(reply)) {
            throw unexpected(reply.toString());
        }
        passAnswered(at, size, out);
    }

    @HotPath
    private void bindComplete(int at, int size, Outbox out) {
        if (replies.nextIs(Reply.OWN_BIND)) {
            swallow(at, size, out);
        } else {
            expected(Reply.BIND, at, size, out);
        }
    }

    /** The next answer is one to a message of ours. */
    private void swallow(int at, int size, Outbox out) {
        Object unused = replies.take();
        out.skip(at + size);
        exchange.giveLocalAnswers(out);
    }

    private ProtocolViolation unexpected(String what) {
        return new ProtocolViolation("the server answered " + what + " where "
                + (replies.isEmpty() ? "nothing" : replies.get(0)) + " was due");
    }

    private void parseComplete(int at, int size, Outbox out) {
        if (replies.nextIs(Reply.OWN_PARSE)
                || replies.nextIs(Reply.OWN_UNNAMED_PARSE)
                || replies.nextIs(Reply.OWN_NAMED_PARSE)) {
            effects.parsed();
            out.skip(at + size);
            exchange.giveLocalAnswers(out);
        } else if (replies.nextIs(Reply.PARSE) || replies.nextIs(Reply.UNNAMED_PARSE)) {
            effects.parsed();
            out.pass(at + size);
            exchange.giveLocalAnswers(out);
        } else {
            throw unexpected("ParseComplete");
        }
    }

    private void closeComplete(int at, int size, Outbox out) {
        if (replies.nextIs(Reply.OWN_CLOSE)) {
            swallow(at, size, out);
        } else {
            effects.closed(replies.isEmpty() ? Replies.NO_DETAIL : replies.detail(0));
            expected(Reply.CLOSE, at, size, out);
        }
    }

    @HotPath
    private void commandComplete(ByteBuf window, int at, int size, Outbox out) {
        byte first = size > Message.HEADER_BYTES ? window.getByte(at + Message.HEADER_BYTES) : 0;
        if (first == 'I' || first == 'M') { // INSERT, MERGE
            exchange.movesSequence();
        }
        byte third = size > Message.HEADER_BYTES + 2 ? window.getByte(at + Message.HEADER_BYTES + 2) : 0;
        if (first == 'A' || (first == 'C' && third != 'M') || (first == 'D' && third != 'L') || isReset(first, third)) {
            completed(CommandComplete.tag(window, at, size), at, size, out);
        } else {
            executed(at, size, out);
        }
    }

    @HotPath
    private static boolean isReset(byte first, byte third) {
        return first == 'R' && third == 'S'; // not ROLLBACK, as above not COMMIT and DELETE
    }

    /** The statement may have changed more than rows. */
    private void completed(String tag, int at, int size, Outbox out) {
        executed(at, size, out);
        effects.completed(tag, out);
    }

    @HotPath
    private void executed(int at, int size, Outbox out) {
        if (replies.nextIs(Reply.EXECUTE)) {
            passAnswered(at, size, out);
        } else if (replies.nextIs(Reply.QUERY)) {
            if (replies.detail(0) instanceof RestoringText text && text.completes()) {
                out.skip(at + size);
            } else {
                out.pass(at + size);
            }
        } else if (replies.nextIs(Reply.OWN_EXECUTE)) {
            swallow(at, size, out);
        } else {
            throw unexpected("CommandComplete");
        }
    }

    @HotPath
    private void readyForQuery(byte status, int at, int size, Outbox out) {
        if (replies.nextIs(Reply.OWN_SYNC)) {
            Object unused = replies.take();
            exchange.connection().status(status);
            out.skip(at + size);
            return;
        }
        if (!replies.isEmpty() && replies.get(0).endsWithReady()) {
            Object unused = replies.take();
        } else if (exchange.requests().skipping()) {
            exchange.requests().synced(); // it took a Sync that we thought swallowed by COPY
        } else {
            throw unexpected("ReadyForQuery");
        }
        if (exchange.ready(status)) {
            if (status == ReadyForQuery.IDLE && exchange.startup().countsAgain()) {
                effects.backTo(exchange.startup().wanted(), out); // servers report what changed ahead of this
            }
            byte shown = exchange.relay().block().failed() ? ReadyForQuery.FAILED_TRANSACTION : status;
            if (shown == status) {
                out.pass(at + size);
            } else {
                out.skip(at + size);
                ReadyForQuery.encode(out.insert(), shown);
            }
        } else {
            out.skip(at + size);
        }
        exchange.giveLocalAnswers(out);
        idle = status == ReadyForQuery.IDLE;
    }

    /** Whether it is what a message that must fail was to bring about. */
    private boolean refuses(ErrorResponse error) {
        return error.code().equals(exchange.keepsNames() ? SqlState.UNKNOWN_STATEMENT : SqlState.SYNTAX_ERROR);
    }

    private void error(ByteBuf window, int at, int size, Outbox out) {
        ErrorResponse error = ErrorResponse.decode(window, at, size);
        if (replies.nextIs(Reply.REFUSED) && refuses(error)) {
            out.skip(at + size);
            ((ErrorResponse) replies.detail(0)).encode(out.insert());
        } else if (isOurs(error)) {
            out.skip(at + size);
        } else if (replies.nextIs(Reply.QUERY) && replies.detail(0) instanceof RestoringText text) {
            out.skip(at + size);
            ErrorResponse.encodeMoved(window, at, size, text::position, out.insert());
        } else if (namesShared(error) && replies.detail(0) instanceof NamedStatement named) {
            out.skip(at + size);
            ErrorResponse.encodeRenamed(
                    window, at, size, named.statement().name(), named.name().bytes(), out.insert());
        } else {
            out.pass(at + size);
        }
        exchange.serverFailed(error);
        if (!replies.isEmpty() && replies.detail(0) instanceof DeferredBegin begun) {
            exchange.beginFailed(begun);
        } else {
            effects.failed(error);
        }
    }

    /** Whether it tells a Bind the name that servers know its statement by. */
    private boolean namesShared(ErrorResponse error) {
        return replies.nextIs(Reply.BIND) && error.message().contains(SharedStatement.NAME_PREFIX);
    }

    /** Whether it answers a Parse of ours that nothing of the client depends on. */
    private boolean isOurs(ErrorResponse error) {
        int ready = replies.nextReady();
        if (!replies.nextIs(Reply.OWN_NAMED_PARSE)
                || ready < 0
                || replies.get(ready) != Reply.OWN_SYNC
                || error.fatal()) {
            return false;
        }
        boolean idleNames = replies.detail(0) instanceof NameChange
                && !exchange.connection().inTransaction();
        return idleNames || replies.detail(0) == SequencesGone.DETAIL;
    }

    private void notification(ByteBuf window, int at, int size, Outbox out) {
        if (size < NotificationResponse.MIN_BYTES) {
            throw new ProtocolViolation("NotificationResponse of " + size + " bytes");
        }
        if (exchange.notifications().pass(window, at, size)) {
            out.pass(at + size);
        } else {
            out.skip(at + size);
        }
    }
}
