package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Asks a server connection what session state it holds. The server's own word is exact, whatever rollbacks, savepoints
 * and failed statements did.
 *
 * <p>It runs in a transaction of its own, free of the client's defaults and time-outs, and names everything with its
 * schema, since the client owns the search_path. It fails closed: without an answer nobody may use the connection.
 */
public final class Census {
    private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE;"
            + "SET LOCAL statement_timeout = 0;SET LOCAL lock_timeout = 0;";
    private static final String COMMIT = ";COMMIT";

    private Census() {}

    /** Whoever needs to know. */
    public interface Asker {
        /** The session holds these, of the reasons asked for. */
        void holds(Set<PinReason> reasons);

        /** No answer: the connection must not be used any more; it may be closed already. */
        void failed(String reason);

        /** A notification came in between, for whoever listens there. */
        void notification(ByteBuf window, int start, int size);
    }

    /** Asks for the reasons that texts with these suspicions may begin or end. */
    public static void take(ServerConnection server, int suspicions, Asker asker) {
        StringBuilder sql = new StringBuilder(BEGIN);
        for (PinReason reason : PinReason.values()) {
            if (reason.mayChangeWith(suspicions)) {
                sql.append('(').append(reason.question()).append(");");
            }
        }
        sql.setLength(sql.length() - 1);
        OwnQuery.simple(server, sql.append(COMMIT).toString(), new Listener(server, asker));
    }

    private record Listener(ServerConnection server, Asker asker) implements OwnQuery.Listener {
        @Override
        public void answered(OwnQuery.Answer answer) {
            if (answer.error().isPresent() || server.inTransaction()) {
                asker.failed(
                        answer.error().map(error -> error.message()).orElse("the census did not end its transaction"));
            } else {
                asker.holds(reasons(answer.rows()));
            }
        }

        private static Set<PinReason> reasons(List<List<String>> rows) {
            Set<PinReason> reasons = EnumSet.noneOf(PinReason.class);
            rows.forEach(row -> reasons.add(PinReason.valueOf(row.get(0))));
            return reasons;
        }

        @Override
        public void lost(CloseCause cause) {
            asker.failed(cause.message());
        }

        @Override
        public void notification(ByteBuf window, int start, int size) {
            asker.notification(window, start, size);
        }
    }
}
