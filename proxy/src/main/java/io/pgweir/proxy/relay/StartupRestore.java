package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.session.Resets;
import io.pgweir.proxy.session.Session;
import java.util.List;
import java.util.Map;

/**
 * Brings back what the client logged in with, where a text of its own led the server back to what that was opened with:
 * as soon as the text is answered, and before anything else is sent.
 */
final class StartupRestore {
    private final Exchange exchange;
    private final ServerConnection connection;
    private final Resets resets = new Resets();
    private boolean inBatch;
    private boolean failed;

    StartupRestore(Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
    }

    /** A new lease. */
    void reset() {
        inBatch = false;
        failed = false;
        resets.clear();
    }

    /** The server refused something meanwhile. */
    void fails() {
        failed = true;
    }

    /** Whether the startup values count again now that no transaction is open: the next lease sets them. */
    @HotPath
    boolean countsAgain() {
        return !resets.isEmpty() && !failed && !resets.local();
    }

    /** Whether startup values must come back before anything else is sent: a text is on its way that resets them. */
    @HotPath
    boolean isWanted() {
        return !resets.isEmpty();
    }

    /** A text resets settings. */
    void note(String sql) {
        Session session = exchange.session();
        resets.note(sql, session.resets(sql), session.startup(), connection.born());
    }

    /** The client's batch runs a DISCARD ALL; answers whether its startup values must come back before it goes on. */
    boolean discards(String sql) {
        if (!sql.isEmpty()) {
            note(sql);
            inBatch = !resets.isEmpty();
        }
        return inBatch;
    }

    /** What must run behind this statement of the extended protocol, if it resets settings. */
    @HotPath
    List<String> behind(String statement) {
        return statement.isEmpty() ? List.of() : exchange.session().restoringStatement(statement, connection);
    }

    /** The values that are to come back. */
    Map<String, String> wanted() {
        return resets.wanted();
    }

    /** Nothing is to come back any more. */
    void forget() {
        resets.clear();
    }

    /** What was for the transaction is over with it. */
    @HotPath
    void transactionEnds() {
        if (resets.local()) {
            resets.clear();
        }
    }

    /** Something was answered: it may be time. */
    void restoreIfDue() {
        boolean failed = inBatch ? exchange.requests().skipping() : exchange.transactionFailed();
        if (!exchange.awaitsAnswers() && failed) {
            reset(); // there was none, or it is undone with the transaction
            exchange.relay().client().redeliver();
            return;
        }
        boolean open = connection.status() == ReadyForQuery.IN_TRANSACTION || exchange.sessionMode() || inBatch;
        boolean finished = inBatch || !exchange.requests().unfinished();
        if (open && finished && exchange.atRest()) {
            restore();
        }
    }

    private void restore() {
        exchange.tellStartup(resets.wanted());
        String sql = resets.sql();
        reset();
        exchange.takeOver();
        OwnQuery.simple(connection, sql, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                answer.error()
                        .ifPresentOrElse(
                                error -> exchange.abort(ProxyError.SERVER_SETTING_FAILED.fatal(error.message())),
                                exchange::handBack);
            }

            @Override
            public void lost(CloseCause cause) {
                exchange.onServerClosed(cause);
            }

            @Override
            public void notification(ByteBuf window, int start, int size) {
                if (exchange.notifications().pass(window, start, size)) {
                    reported(window, start, size);
                }
            }

            @Override
            public void reported(ByteBuf window, int start, int size) {
                boolean unused = exchange.relay().client().write(window, start, size); // its own text changed it
            }
        });
    }
}
