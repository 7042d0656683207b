package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Message;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.session.Census;
import io.pgweir.proxy.session.PinReason;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a session may give its server back: suspects by the scanner's word, decides by the census'.
 *
 * <p>A message that may leave state which cannot follow the session goes to a server that can become the session's
 * own. When its transaction is over the server is asked what it holds: nothing, and it is released; something, and the
 * session keeps it until a later census finds nothing.
 */
final class Pinning {
    private final Exchange exchange;
    private final PooledServer server;
    private final Set<PinReason> reasons = EnumSet.noneOf(PinReason.class);
    private int suspicions;
    private int statements;
    private String transactionStart = "";

    Pinning(Exchange exchange, PooledServer server) {
        this.exchange = exchange;
        this.server = server;
    }

    @HotPath
    void reset() {
        suspicions = 0;
        statements = 0;
        transactionStart = "";
        if (!reasons.isEmpty()) {
            reasons.clear();
        }
    }

    /** Why the session has this server to itself; empty when it does not, or not yet. */
    Set<PinReason> reasons() {
        return reasons;
    }

    /** Whether nothing that this lease did can have left state behind. */
    @HotPath
    boolean mayRelease() {
        return suspicions == 0 && reasons.isEmpty() && !server.dedicated();
    }

    /** Whether a message with these suspicions may go to this server. */
    Admission admit(int more) {
        if (!begins(more) || server.dedicated() || exchange.transactionFailed()) {
            suspicions |= more;
            return Admission.GO;
        }
        if (server.pool().route().pooledIsDirect()) {
            return admitHere(more);
        }
        if (statements == 1 && !transactionStart.isEmpty()) {
            exchange.moveToDedicated(transactionStart);
            return Admission.WAIT;
        }
        exchange.refusal(ProxyError.PIN_IN_TRANSACTION.error(names(more)));
        return Admission.REFUSE;
    }

    private Admission admitHere(int more) {
        if (server.pool().dedicated().adopt(server)) {
            suspicions |= more;
            return Admission.GO;
        }
        exchange.refusal(tooMany(more).error());
        return Admission.REFUSE;
    }

    /** Something on its way is suspicious after all. */
    void suspect(int more) {
        suspicions |= more;
    }

    /** A statement goes to the server. */
    @HotPath
    void statementRuns() {
        statements++;
    }

    /** The Query in the window is a BEGIN; kept where the session may have to begin again elsewhere. */
    void transactionStarts(ByteBuf window, int at, int size) {
        if (!server.pool().route().pooledIsDirect() && !server.dedicated()) {
            transactionStart =
                    window.toString(at + Message.HEADER_BYTES, size - Message.HEADER_BYTES - 1, StandardCharsets.UTF_8);
        }
    }

    /** No transaction is open and nothing outstanding: asks what the server holds, if that may have changed. */
    void askIfNeeded() {
        statements = 0;
        transactionStart = "";
        if (suspicions != 0 && mayHaveChanged()) {
            ask();
        } else if (reasons.isEmpty()) {
            suspicions = 0;
            exchange.release();
        }
    }

    private boolean mayHaveChanged() {
        for (PinReason reason : PinReason.values()) {
            boolean ends = reasons.contains(reason) && reason.mayChangeWith(suspicions);
            if (reason.mayBeginWith(suspicions) || ends) {
                return true;
            }
        }
        return false;
    }

    private void ask() {
        int asked = suspicions;
        if (!server.dedicated() && !server.pool().route().pooledIsDirect()) {
            // behind a pooler the question could reach anybody's server
            exchange.abort(ProxyError.PIN_IN_TRANSACTION.fatal(names(asked)));
            return;
        }
        suspicions = 0;
        exchange.takeOver();
        Census.take(exchange.connection(), asked, new Census.Asker() {
            @Override
            public void holds(Set<PinReason> found) {
                learned(asked, found);
            }

            @Override
            public void failed(String reason) {
                exchange.abort(ProxyError.PIN_LOST.fatal(reason));
            }

            @Override
            public void notification(ByteBuf window, int start, int size) {
                exchange.translatePid(window, start);
                boolean unused = exchange.relay().client().write(window, start, size);
            }
        });
    }

    private void learned(int asked, Set<PinReason> found) {
        for (PinReason reason : PinReason.values()) {
            if (reason.mayChangeWith(asked) && !found.contains(reason)) {
                reasons.remove(reason);
            }
        }
        reasons.addAll(found);
        if (reasons.isEmpty()) {
            exchange.release();
        } else if (server.pool().dedicated().adopt(server)) {
            exchange.handBack();
        } else {
            exchange.abort(tooMany(asked).fatal());
        }
    }

    private boolean begins(int more) {
        return (more & PinReason.allBeginners()) != 0;
    }

    private static String names(int suspected) {
        Set<PinReason> some = EnumSet.noneOf(PinReason.class);
        for (PinReason reason : PinReason.values()) {
            if (reason.mayBeginWith(suspected)) {
                some.add(reason);
            }
        }
        return some.toString();
    }

    private PinnedLimit tooMany(int suspected) {
        return new PinnedLimit(names(suspected), server);
    }

    /** The limit on dedicated servers is reached. */
    record PinnedLimit(String reasons, PooledServer server) {
        ErrorResponse error() {
            return ProxyError.TOO_MANY_PINNED.error(values());
        }

        ErrorResponse fatal() {
            return ProxyError.TOO_MANY_PINNED.fatal(values());
        }

        private Object[] values() {
            int max = server.pool().route().maxPinned();
            return new Object[] {
                reasons, server.pool().route().key(), server.pool().dedicatedCount(), max
            };
        }
    }
}
