package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.listen.Crossing;
import io.pgweir.proxy.listen.Gate;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.Shapes;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where the channels of a sharing session are while it has a server: at the hub, or on this server.
 *
 * <p>A lease whose texts may change them, or cannot be foreseen, begins by bringing them to the server; so it is
 * PostgreSQL itself that does what LISTEN, UNLISTEN, ROLLBACK and functions want. At its end the server is asked, and
 * they go home. A session with a server of its own keeps them there.
 */
final class Listening {
    /** Texts that may change the channels, or ask for them. */
    static final int CHANGING = Suspicion.LISTEN
            | Suspicion.UNLISTEN
            | Suspicion.DISCARD
            | Suspicion.SET // of client_encoding
            | Suspicion.CODE
            | Shapes.AUDIT;

    /** What begins a LISTEN, openly or not. */
    private static final int BEGINNING = Suspicion.LISTEN | Suspicion.CODE | Shapes.AUDIT;

    private static final String ENCODING = "client_encoding";
    private static final char UNREADABLE = '\uFFFD';

    private final Exchange exchange;
    private boolean here;
    private Set<String> channels = Set.of();

    Listening(Exchange exchange) {
        this.exchange = exchange;
    }

    @HotPath
    void reset() {
        here = false;
        channels = Set.of();
    }

    /** Whether the server holds the session's channels. */
    @HotPath
    boolean here() {
        return here;
    }

    /** Whether nothing may follow what is under way: a later text may need the channels here. */
    @HotPath
    boolean oneBatchAtATime() {
        return !here && exchange.relay().listens();
    }

    /** Whether notifications on this server are the session's. */
    boolean hears(int suspicions) {
        return exchange.relay().shares() && (here || (suspicions & BEGINNING) != 0);
    }

    /** Brings the channels to the server, which is idle. */
    void bring(Runnable brought) {
        exchange.takeOver();
        Gate gate = exchange.relay().gate();
        Crossing.away(exchange.connection(), gate, new Traveller(() -> {
            here = true;
            channels = gate.channels();
            brought.run();
        }));
    }

    /** The server, which is idle, was asked what it listens to. */
    void found(Set<String> now) {
        here |= !now.isEmpty();
        channels = now;
    }

    /** Whether the hub has channels that the server was to have, too: nobody knows what became of them. */
    boolean uncertain(Set<String> found) {
        return !here && !found.isEmpty() && exchange.relay().listens();
    }

    /** Whether the session listens to anything. */
    boolean anything() {
        return here ? !channels.isEmpty() : exchange.relay().listens();
    }

    /** Whether the hub may listen in place of the server: notifications come in its encoding. */
    boolean mayGoHome() {
        String born = exchange.connection().born().valueOf(ENCODING);
        return exchange.relay().shares()
                && exchange.session().settings().valueOf(ENCODING).equalsIgnoreCase(born)
                && channels.stream().noneMatch(name -> name.indexOf(UNREADABLE) >= 0);
    }

    /** The server goes to others: the channels go home. */
    void goHome(Runnable gone) {
        if (!here) {
            gone.run();
            return;
        }
        exchange.takeOver();
        Set<String> all = new LinkedHashSet<>(channels);
        Crossing.home(exchange.connection(), exchange.relay().gate(), all, new Traveller(() -> {
            here = false;
            gone.run();
        }));
    }

    /** The server is the session's own from now on: the channels come to it. */
    void stay(Runnable there) {
        if (!here && exchange.relay().listens()) {
            bring(there);
        } else {
            there.run();
        }
    }

    /** Goes with the channels. */
    private final class Traveller implements Crossing.Traveller {
        private final Runnable next;

        Traveller(Runnable next) {
            this.next = next;
        }

        @Override
        public void crossed() {
            next.run();
        }

        @Override
        public void failed(String reason) {
            exchange.abort(ProxyError.LISTEN_FAILED.fatal(reason));
        }

        @Override
        public void lost(CloseCause cause) {
            exchange.onServerClosed(cause);
        }

        @Override
        public void notification(ByteBuf window, int start, int size) {
            exchange.notifications().translatePid(window, start);
            boolean unused = exchange.relay().client().write(window, start, size);
        }
    }
}
