package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.CommandComplete;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.pool.PoolStats;
import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** Answers a client that has no server and needs none. */
final class LocalAnswers {
    private final RelayContext context;

    LocalAnswers(RelayContext context) {
        this.context = context;
    }

    /** Answers all messages up to the index and consumes them. */
    void answer(ByteBuf window, int end, Relay relay) {
        Link client = relay.client();
        Outbox outbox = context.toClient();
        outbox.begin(Unpooled.EMPTY_BUFFER, 0);
        ByteBuf out = outbox.insert();
        while (window.readerIndex() < end) {
            int at = window.readerIndex();
            int size = Message.size(window, at, Integer.MAX_VALUE);
            answer(window, at, size, out, relay);
            window.skipBytes(size);
        }
        int unused = outbox.flush(client);
    }

    private void answer(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        Session session = relay.session();
        switch (window.getByte(at)) {
            case FrontendType.QUERY -> query(window, at, size, out, relay);
            case FrontendType.PARSE -> {
                parse(window, at, size, session);
                Message.empty(out, BackendType.PARSE_COMPLETE);
            }
            case FrontendType.CLOSE -> {
                int name = at + Message.HEADER_BYTES + 1;
                int length = Message.cstringEnd(window, name, at + size) - name;
                ByteKey unused = session.statements().remove(window, name, length);
                Message.empty(out, BackendType.CLOSE_COMPLETE);
            }
            case FrontendType.SYNC -> ReadyForQuery.encode(out, relay.block().status());
            default -> {} // Flush has nothing to flush, COPY data outside of a COPY is ignored (as by PostgreSQL)
        }
    }

    private void query(ByteBuf window, int at, int size, ByteBuf out, Relay relay) {
        LocalBlock block = relay.block();
        PoolStats stats = relay.session().pool().stats();
        stats.queries++;
        switch (context.batch().sole()) {
            case BEGIN -> {
                if (block.failed()) {
                    ProxyError.TRANSACTION_ABORTED.error().encode(out);
                } else {
                    int text = at + Message.HEADER_BYTES;
                    int length = size - Message.HEADER_BYTES;
                    block.begin(window, text, length, relay.client().loop().nowNanos());
                    CommandComplete.encode(out, beginTag(window.toString(text, length, StandardCharsets.UTF_8)));
                }
            }
            case COMMIT, ROLLBACK -> {
                boolean commits = context.batch().sole() == SoleCommand.COMMIT && !block.failed();
                CommandComplete.encode(out, commits ? "COMMIT" : "ROLLBACK");
                block.end();
                stats.transactions++;
            }
            case DISCARD_ALL -> {
                if (block.failed()) {
                    ProxyError.TRANSACTION_ABORTED.error().encode(out);
                } else {
                    CommandComplete.encode(out, "DISCARD ALL");
                    relay.session().discardAll(out);
                    stats.transactions++;
                }
            }
            case DEALLOCATE, NONE -> ProxyError.TRANSACTION_ABORTED.error().encode(out);
        }
        ReadyForQuery.encode(out, block.status());
    }

    /** BEGIN has no modes that are called so. */
    private static String beginTag(String sql) {
        return sql.toLowerCase(Locale.ROOT).contains("start") ? "START TRANSACTION" : "BEGIN";
    }

    private static void parse(ByteBuf window, int at, int size, Session session) {
        session.pool().stats().clientParses++;
        int name = at + Message.HEADER_BYTES;
        int nameEnd = Message.cstringEnd(window, name, at + size);
        int tail = nameEnd + 1;
        SharedStatement statement =
                session.sharedStatements().find(window, tail, at + size - tail, session.parseImage());
        ByteKey unused = session.statements()
                .put(window, name, nameEnd - name, Objects.requireNonNull(statement, "looked up a moment ago"));
    }

    /** Answers a batch that was read to its end with an error, and consumes it. */
    void refuse(ByteBuf window, int end, Relay relay, ErrorResponse error) {
        Outbox outbox = context.toClient();
        outbox.begin(Unpooled.EMPTY_BUFFER, 0);
        error.encode(outbox.insert());
        relay.block().fail();
        ReadyForQuery.encode(outbox.insert(), relay.block().status());
        int unused = outbox.flush(relay.client());
        window.readerIndex(end);
    }
}
