package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.NotificationResponse;

/** What a server says to listeners: the client's own, held until that is known, or nobody's. */
final class Notifications {
    private final Exchange exchange;
    private final Pinning pinning;
    private final HeldNotifications held = new HeldNotifications();
    private boolean stray;

    Notifications(Exchange exchange, Pinning pinning) {
        this.exchange = exchange;
        this.pinning = pinning;
    }

    /** A new lease. */
    void reset() {
        stray = false;
    }

    /** The lease is over. */
    void clear() {
        held.clear();
    }

    /** Whether one was nobody's: a LISTEN was left on the server. */
    boolean stray() {
        return stray;
    }

    /** Whether the notification in the window is for the client now. */
    boolean pass(ByteBuf window, int at, int size) {
        translatePid(window, at);
        if (exchange.server().dedicated() || exchange.sessionMode() || pinning.hearsNotifications()) {
            return true;
        }
        if (!pinning.mayListen() || !held.add(window, at, size)) { // otherwise a function may have listened
            leftBehind();
        }
        return false;
    }

    /** The server said whether this session listens. */
    void listens(boolean listens) {
        if (held.isEmpty()) {
            return;
        }
        if (listens) {
            held.deliver(exchange.relay().client());
        } else {
            leftBehind();
            held.clear();
        }
    }

    private void leftBehind() {
        stray = exchange.server().direct(); // a pooler's server is not ours to clean
    }

    /** A notification that this session sent itself carries the process id that its client knows. */
    void translatePid(ByteBuf window, int at) {
        int pid = at + NotificationResponse.PID_OFFSET;
        if (window.getInt(pid) == exchange.connection().key().pid()) {
            window.setInt(pid, exchange.session().pid());
        }
    }
}
