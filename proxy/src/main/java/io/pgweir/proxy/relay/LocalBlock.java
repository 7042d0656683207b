package io.pgweir.proxy.relay;

import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transaction of a client that has no server: none, or one that it has begun and no server knows of. */
final class LocalBlock {
    private @Nullable DeferredBegin begun;
    private boolean defers;
    private boolean skipping;
    private BoundCommand bound = BoundCommand.NONE;

    /** What the unnamed portal would run. */
    record BoundCommand(SoleCommand command, String sql) {
        static final BoundCommand NONE = new BoundCommand(SoleCommand.NONE, "");
    }

    /** @param mayDefer whether a BEGIN may wait for the next statement */
    LocalBlock defers(boolean mayDefer) {
        defers = mayDefer;
        return this;
    }

    /** Whether a Query that is this one statement needs no server. */
    @HotPath
    boolean answers(SoleCommand command, Session session) {
        if (begun == null) {
            return (command == SoleCommand.BEGIN && defers)
                    || (command == SoleCommand.DISCARD_ALL && session.discardsLocally());
        }
        return begun.failed() || command == SoleCommand.COMMIT || command == SoleCommand.ROLLBACK;
    }

    /** The client begins a transaction with this text, which has its terminating zero. */
    void begin(byte[] sql, long nowNanos) {
        begun = new DeferredBegin(sql, nowNanos);
    }

    /** It is over. */
    void end() {
        begun = null;
    }

    /** It cannot go on: the client has been told an error in it. Without one nothing happens. */
    void fail() {
        if (begun != null) {
            begun.fail();
        }
    }

    /** The client prepared a statement that needs a snapshot. */
    void parses() {
        if (begun != null) {
            begun.parses();
        }
    }

    /** What the client bound last in a batch that we answer. */
    BoundCommand bound() {
        return bound;
    }

    void binds(BoundCommand command) {
        bound = command;
    }

    /** Whether an error in a batch that we answer skips everything up to its Sync. */
    boolean skipping() {
        return skipping;
    }

    void skips(boolean toSync) {
        skipping = toSync;
    }

    @HotPath
    boolean isOpen() {
        return begun != null;
    }

    boolean failed() {
        return begun != null && begun.failed();
    }

    /** What ReadyForQuery says. */
    byte status() {
        return begun == null ? ReadyForQuery.IDLE : begun.status();
    }

    /** The BEGIN that a server is to hear now; from here on the transaction is the server's. */
    DeferredBegin take() {
        DeferredBegin taken = Objects.requireNonNull(begun, "no transaction");
        begun = null;
        return taken;
    }

    /** No server has it any more: it begins again on another. */
    void resume(DeferredBegin again) {
        begun = again;
    }

    /** The server would not begin it. */
    void failed(DeferredBegin refused) {
        refused.fail();
        begun = refused;
    }

    /** How long the client has been thinking in it; 0 when there is none. */
    long idleNanos(long nowNanos) {
        return begun == null ? 0 : nowNanos - begun.sinceNanos();
    }
}
