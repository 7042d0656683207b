package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import java.util.Objects;

/** Answers a client that has no server and needs none: it is outside of a transaction. */
final class LocalAnswers {
    private final RelayContext context;

    LocalAnswers(RelayContext context) {
        this.context = context;
    }

    /** Answers all messages up to the index and consumes them. */
    void answer(ByteBuf window, int end, Link client, Session session) {
        Outbox outbox = context.toClient();
        outbox.begin(Unpooled.EMPTY_BUFFER, 0);
        ByteBuf out = outbox.insert();
        while (window.readerIndex() < end) {
            int at = window.readerIndex();
            int size = Message.size(window, at, Integer.MAX_VALUE);
            answer(window, at, size, out, session);
            window.skipBytes(size);
        }
        int unused = outbox.flush(client);
    }

    private static void answer(ByteBuf window, int at, int size, ByteBuf out, Session session) {
        switch (window.getByte(at)) {
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
            case FrontendType.SYNC -> ReadyForQuery.encode(out, ReadyForQuery.IDLE);
            default -> {} // Flush has nothing to flush, COPY data outside of a COPY is ignored (as by PostgreSQL)
        }
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
    void refuse(ByteBuf window, int end, Link client, ErrorResponse error) {
        Outbox outbox = context.toClient();
        outbox.begin(Unpooled.EMPTY_BUFFER, 0);
        error.encode(outbox.insert());
        ReadyForQuery.encode(outbox.insert(), ReadyForQuery.IDLE);
        int unused = outbox.flush(client);
        window.readerIndex(end);
    }
}
