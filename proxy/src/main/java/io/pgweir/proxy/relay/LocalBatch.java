package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.Scanned;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import io.pgweir.proxy.session.UnnamedStatement;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers messages of the extended protocol of a client that has no server and needs none: it prepares a text that
 * servers know, begins or ends a transaction that no server has, or is in one that failed.
 */
final class LocalBatch {
    private final RelayContext context;

    LocalBatch(RelayContext context) {
        this.context = context;
    }

    /** Answers one whole message. */
    void answer(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        LocalBlock block = relay.block();
        switch (window.getByte(at)) {
            case FrontendType.SYNC -> {
                block.skips(false);
                block.binds(LocalBlock.BoundCommand.NONE);
                ReadyForQuery.encode(out, block.status());
            }
            case FrontendType.FUNCTION_CALL -> { // it has no Sync
                ProxyError.TRANSACTION_ABORTED.error().encode(out);
                ReadyForQuery.encode(out, block.status());
            }
            default -> {
                if (!block.skipping()) {
                    inBatch(window, at, size, out, relay);
                }
            }
        }
    }

    private void inBatch(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        switch (window.getByte(at)) {
            case FrontendType.PARSE -> parse(window, at, size, out, relay);
            case FrontendType.BIND -> bind(window, at, size, out, relay);
            case FrontendType.DESCRIBE -> describe(window, at, size, out, relay);
            case FrontendType.EXECUTE -> {
                LocalBlock.BoundCommand bound = relay.block().bound();
                boolean ran = LocalAnswers.command(bound.command(), DeferredBegin.terminated(bound.sql()), out, relay);
                relay.block().skips(!ran);
            }
            case FrontendType.CLOSE -> close(window, at, size, out, relay);
            default -> {} // Flush has nothing to flush, COPY data outside of a COPY is ignored (as by PostgreSQL)
        }
    }

    // 'P' int32 len, cstring name, cstring sql, int16 n, int32 type ...
    private void parse(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        Session session = relay.session();
        session.pool().stats().clientParses++;
        int name = at + Message.HEADER_BYTES;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        int tail = nameEnd + 1;
        int length = at + size - tail;
        SharedStatement known = session.sharedStatements().find(window, tail, length, session.parseImage());
        Scanned scanned = known == null ? context.scanned(window, tail, at + size, session) : known.scanned();
        if (relay.block().failed() && !SoleBatch.endsTransaction(scanned.sole())) {
            fail(ProxyError.TRANSACTION_ABORTED.error(), out, relay);
        } else if (name == nameEnd) {
            session.unnamed(new UnnamedStatement(ByteBufUtil.getBytes(window, tail, length), scanned));
            Message.empty(out, BackendType.PARSE_COMPLETE);
        } else if (session.statements().get(window, name, nameEnd - name) != null) {
            fail(ProxyError.DUPLICATE_STATEMENT.error(text(window, name, nameEnd)), out, relay);
        } else {
            SharedStatement statement =
                    session.sharedStatements().findOrAdd(window, tail, length, session.parseImage(), scanned);
            ByteKey unused = session.statements().put(window, name, nameEnd - name, statement);
            if (statement.takesSnapshot()) {
                relay.block().parses();
            }
            Message.empty(out, BackendType.PARSE_COMPLETE);
        }
    }

    // 'B' int32 len, cstring portal, cstring statement, ...
    private static void bind(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        Session session = relay.session();
        int name = Message.cstringEnd(window, at + Message.HEADER_BYTES, at + size) + 1;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        SharedStatement named = session.statements().get(window, name, nameEnd - name);
        if (name < nameEnd && named == null) {
            fail(ProxyError.UNKNOWN_STATEMENT.error(text(window, name, nameEnd)), out, relay);
            return;
        }
        LocalBlock.BoundCommand bound = named == null
                ? new LocalBlock.BoundCommand(
                        session.unnamed().sole(), session.unnamed().sql())
                : new LocalBlock.BoundCommand(named.sole(), named.sql());
        if (relay.block().failed() && !SoleBatch.endsTransaction(bound.command())) {
            fail(ProxyError.TRANSACTION_ABORTED.error(), out, relay);
        } else {
            relay.block().binds(bound);
            Message.empty(out, BackendType.BIND_COMPLETE);
        }
    }

    // 'D' int32 len, byte kind, cstring name
    private static void describe(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        boolean portal = window.getByte(at + Message.HEADER_BYTES) == FrontendType.PORTAL;
        int name = at + Message.HEADER_BYTES + 1;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        SharedStatement named = relay.session().statements().get(window, name, nameEnd - name);
        if (portal && relay.block().bound().command() != SoleCommand.NONE) {
            Message.empty(out, BackendType.NO_DATA);
        } else if (!portal && name < nameEnd && named == null) {
            fail(ProxyError.UNKNOWN_STATEMENT.error(text(window, name, nameEnd)), out, relay);
        } else if (!portal && sole(named, relay.session()) != SoleCommand.NONE) {
            int start = Message.begin(out, BackendType.PARAMETER_DESCRIPTION);
            out.writeShort(0);
            Message.end(out, start);
            Message.empty(out, BackendType.NO_DATA);
        } else {
            fail(ProxyError.TRANSACTION_ABORTED.error(), out, relay);
        }
    }

    /** What a statement is, the unnamed one if it has no name. */
    private static SoleCommand sole(@Nullable SharedStatement named, Session session) {
        return named == null ? session.unnamed().sole() : named.sole();
    }

    private static void close(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        int name = at + Message.HEADER_BYTES + 1;
        if (window.getByte(name - 1) == FrontendType.STATEMENT) {
            int length = Message.cstringEnd(window, name, at + size) - name;
            ByteKey unused = relay.session().statements().remove(window, name, length);
        }
        Message.empty(out, BackendType.CLOSE_COMPLETE);
    }

    /** The rest of the batch is skipped. */
    private static void fail(ErrorResponse error, ByteBuf out, Relay relay) {
        error.encode(out);
        relay.block().fail();
        relay.block().skips(true);
    }

    private static String text(ByteBuf window, int name, int nameEnd) {
        return window.toString(name, nameEnd - name, StandardCharsets.UTF_8);
    }
}
