package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;

/**
 * Asks a server connection what session state it holds. The server's own word is exact, whatever rollbacks, savepoints
 * and failed statements did.
 *
 * <p>It runs in a transaction of its own, free of the client's defaults. It fails closed: without an answer nobody may
 * use the connection. When the client's own time-outs end it, it is asked again without them.
 */
public final class Census {
    private static final int MAX_ATTEMPTS = 5;

    private Census() {}

    /** Whoever needs to know. */
    public interface Asker {
        void found(Findings findings);

        /** No answer: the connection must not be used any more; it may be closed already. */
        void failed(String reason);

        /** A notification came in between, for whoever listens there. */
        void notification(ByteBuf window, int start, int size);
    }

    /** Asks; the answer comes later. */
    public static void take(ServerConnection server, CensusForm form, Asker asker) {
        OwnQuery.simple(server, form.sql(), new Listener(server, form, asker, 1));
    }

    /** Looks through the database's functions, then does what comes next. */
    public static void searchFunctions(ServerConnection server, Session session, Runnable next, Asker asker) {
        FunctionSearch.run(
                server,
                session.placeholders(),
                session.functions(),
                next,
                () -> asker.failed("the database's functions could not be read"));
    }

    private record Listener(ServerConnection server, CensusForm form, Asker asker, int attempt)
            implements OwnQuery.Listener {
        @Override
        public void answered(OwnQuery.Answer answer) {
            if (answer.error().isPresent() && attempt < MAX_ATTEMPTS) {
                Listener next = new Listener(server, form, asker, attempt + 1);
                OwnQuery.simple(server, form.patientSql(), next);
            } else if (answer.error().isPresent() || server.inTransaction()) {
                asker.failed(
                        answer.error().map(error -> error.message()).orElse("the census did not end its transaction"));
            } else {
                asker.found(form.findings(answer.rows()));
            }
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
