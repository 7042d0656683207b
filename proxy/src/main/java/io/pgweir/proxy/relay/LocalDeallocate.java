package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.CommandComplete;
import io.pgweir.protocol.sql.ClientEncoding;
import io.pgweir.protocol.sql.DeallocateText;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A DEALLOCATE alone of a session that has no server. Then SQL has prepared nothing, since that would have kept one: the
 * name is one of the protocol's statements, or of none. Drivers forget statements so (psycopg 3 with older libraries).
 */
final class LocalDeallocate {
    private static final int MAX_NAME_BYTES = 63; // of identifiers in SQL, NAMEDATALEN - 1

    private LocalDeallocate() {}

    /** Whether the text, without its zero, is one that is understood. */
    static boolean answers(ByteBuf window, int index, int length, Session session) {
        if (!session.tracksState() || session.encoding() != ClientEncoding.ASCII_SAFE) {
            return false;
        }
        String sql = window.toString(index, length, StandardCharsets.ISO_8859_1);
        Optional<String> name = DeallocateText.name(sql);
        return name.map(some -> some.length() <= MAX_NAME_BYTES).orElseGet(() -> DeallocateText.isAll(sql));
    }

    /** Runs it; answers whether it went well. */
    static boolean run(String sql, ByteBuf out, Session session) {
        Optional<String> name = DeallocateText.name(sql);
        if (name.isEmpty()) {
            session.statements().clear();
            CommandComplete.encode(out, "DEALLOCATE ALL");
            return true;
        }
        byte[] bytes = name.get().getBytes(StandardCharsets.UTF_8);
        if (session.statements().remove(Unpooled.wrappedBuffer(bytes), 0, bytes.length) == null) {
            ProxyError.UNKNOWN_STATEMENT.error(name.get()).encode(out);
            return false;
        }
        CommandComplete.encode(out, "DEALLOCATE");
        return true;
    }
}
