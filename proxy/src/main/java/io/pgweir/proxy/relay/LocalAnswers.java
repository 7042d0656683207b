package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.CommandComplete;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.pool.PoolStats;
import io.pgweir.proxy.session.UnnamedStatement;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers a client that has no server and needs none. */
final class LocalAnswers {
    private static final String START_TRANSACTION = "START TRANSACTION";

    private final RelayContext context;
    private final LocalBatch batch;

    LocalAnswers(RelayContext context) {
        this.context = context;
        this.batch = new LocalBatch(context);
    }

    /** Answers all messages up to the index and consumes them. */
    void answer(ByteBuf window, int end, Relay relay) {
        Outbox outbox = context.toClient();
        outbox.begin(Unpooled.EMPTY_BUFFER, 0);
        ByteBuf out = outbox.insert();
        boolean failed = relay.block().failed();
        while (window.readerIndex() < end && failed == relay.block().failed()) { // after a failed one all is new
            int at = window.readerIndex();
            int size = Message.size(window, at, Integer.MAX_VALUE);
            if (window.getByte(at) == FrontendType.QUERY) {
                byte[] sql = ByteBufUtil.getBytes(window, at + Message.HEADER_BYTES, size - Message.HEADER_BYTES);
                relay.session().unnamed(UnnamedStatement.NONE); // every Query ends it
                boolean unused = command(context.batch().sole(), sql, out, relay);
                ReadyForQuery.encode(out, relay.block().status());
            } else {
                batch.answer(window, at, size, out, relay);
            }
            window.skipBytes(size);
        }
        int unused = outbox.flush(relay.client());
    }

    /** Runs one statement, whose text has its terminating zero; answers whether it went well. */
    static boolean command(SoleCommand command, byte[] sql, ByteBuf out, Relay relay) {
        LocalBlock block = relay.block();
        PoolStats stats = relay.session().pool().stats();
        boolean failed = block.failed();
        stats.queries++;
        if (failed && !SoleBatch.endsTransaction(command)) {
            ProxyError.TRANSACTION_ABORTED.error().encode(out);
            return false;
        }
        switch (command) {
            case BEGIN -> {
                block.begin(sql, relay.client().loop().nowNanos());
                CommandComplete.encode(out, beginTag(sql));
            }
            case COMMIT, ROLLBACK -> {
                CommandComplete.encode(out, command == SoleCommand.COMMIT && !failed ? "COMMIT" : "ROLLBACK");
                block.end();
                stats.transactions++;
            }
            case DISCARD_ALL -> {
                CommandComplete.encode(out, "DISCARD ALL");
                relay.discardChannels();
                relay.session().discardAll(out);
                stats.transactions++;
            }
            case DEALLOCATE -> {
                if (!LocalDeallocate.run(text(sql), out, relay.session())) {
                    block.fail();
                    return false;
                }
            }
            case NONE -> throw new IllegalStateException(command + " needs a server");
        }
        return true;
    }

    /** BEGIN has no modes that are called so. */
    private static String beginTag(byte[] sql) {
        boolean mayStart = sql.length > START_TRANSACTION.length();
        return mayStart && text(sql).toLowerCase(Locale.ROOT).contains("start") ? START_TRANSACTION : "BEGIN";
    }

    private static String text(byte[] sql) {
        return new String(sql, 0, sql.length - 1, StandardCharsets.UTF_8);
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
