package io.pgweir.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.NotificationResponse;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Brings the channels of a session from the server that it has to the hub, or from the hub to the server.
 *
 * <p>For a moment both listen. PostgreSQL hands out notifications to all its listeners in one order, so a notification
 * of our own with a text that nobody else knows, sent once both listen, divides the stream for both at the same point:
 * before it one of them speaks to the session, behind it the other. Nothing is missed, nothing comes twice, and what
 * came before the mark is sent before what came behind it.
 */
public final class Crossing implements ServerListener {
    /** Whoever has the server. */
    public interface Traveller {
        /** The channels are on the other side, and the server is idle; who listens to it next must be named. */
        void crossed();

        /** They are not: neither session nor server may go on. */
        void failed(String reason);

        /** The server is lost. */
        void lost(CloseCause cause);

        /** A notification for the session, from start for size bytes. */
        void notification(ByteBuf window, int start, int size);
    }

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;
    private static final int MAX_ATTEMPTS = 5;

    private final ServerConnection server;
    private final Gate gate;
    private final boolean homewards;
    private final Traveller traveller;
    private final String marker;
    private String mark = "";
    private String before = "";
    private int attempts;
    private boolean outstanding;
    private boolean hereMarked;
    private boolean thereMarked;
    private boolean cleaning;
    private boolean over;
    private boolean missed;
    private Optional<ErrorResponse> error = Optional.empty();

    private Crossing(ServerConnection server, Gate gate, boolean homewards, Traveller traveller) {
        this.server = server;
        this.gate = gate;
        this.homewards = homewards;
        this.traveller = traveller;
        this.marker = gate.hub().marker();
    }

    /** Brings the channels that the server listens to for the session to the hub. The server listens to none then. */
    public static void home(ServerConnection server, Gate gate, Set<String> channels, Traveller traveller) {
        Crossing crossing = begin(server, gate, true, traveller);
        if (channels.isEmpty()) {
            gate.clear();
            crossing.clean();
        } else {
            gate.arrive(channels, crossing::cross);
        }
    }

    /** Brings the channels that the hub listens to for the session to the server, which listens to nothing else then. */
    public static void away(ServerConnection server, Gate gate, Traveller traveller) {
        Crossing crossing = begin(server, gate, false, traveller);
        if (gate.listens()) {
            crossing.before = "UNLISTEN *;" + ChannelName.listen(gate.channels()) + ';';
            crossing.missed = gate.missed();
            crossing.thereMarked = !gate.leave();
            crossing.cross();
        } else {
            crossing.cleaning = true;
            crossing.send("UNLISTEN *");
        }
    }

    private static Crossing begin(ServerConnection server, Gate gate, boolean homewards, Traveller traveller) {
        Crossing crossing = new Crossing(server, gate, homewards, traveller);
        gate.crossing(crossing);
        server.listener(crossing);
        return crossing;
    }

    private void cross() {
        if (over || server.link().closed()) {
            return;
        }
        attempts++;
        mark = missed ? gate.newMarkForNobody() : gate.newMark();
        send(before + ChannelName.listen(marker) + ';' + ChannelName.notify(marker, mark));
    }

    private void clean() {
        cleaning = true;
        send(homewards ? "UNLISTEN *" : ChannelName.unlisten(marker));
    }

    private void send(String sql) {
        outstanding = true;
        error = Optional.empty();
        server.unnamed(ServerConnection.NO_STATEMENT);
        server.deadlineNanos(System.nanoTime() + DEADLINE_NANOS);
        ByteBuf out = server.loop().allocator().directBuffer();
        Frontend.query(out, sql);
        boolean unused = server.link().writeAndRelease(out);
    }

    /** The mark came to the hub. */
    void marked() {
        if (!over && !server.link().closed()) {
            thereMarked = true;
            if (!homewards) {
                gate.left();
            }
            server.link().redeliver();
            advance();
        }
    }

    @Override
    public void onServerBytes(ByteBuf window) {
        try {
            while (!over && !mustWait() && window.readableBytes() >= Message.HEADER_BYTES) {
                int size = Message.size(window, window.readerIndex(), MAX_MESSAGE_BYTES);
                if (window.readableBytes() < size) {
                    boolean unused = server.link().expect(size);
                    return;
                }
                message(window, window.readerIndex(), size);
                window.skipBytes(size);
            }
        } catch (ProtocolViolation e) {
            fail(e.getMessage());
            return;
        }
        advance();
    }

    /** What the server says behind the mark must not overtake what the hub said before it. */
    private boolean mustWait() {
        return !homewards && hereMarked && !thereMarked;
    }

    private void message(ByteBuf window, int at, int size) {
        switch (window.getByte(at)) {
            case BackendType.PARAMETER_STATUS -> {
                boolean unused = server.parameterChanged(ParameterStatus.decode(window, at, size));
            }
            case BackendType.NOTIFICATION_RESPONSE -> notification(window, at, size);
            case BackendType.READY_FOR_QUERY -> {
                server.status(ReadyForQuery.status(window, at, size));
                outstanding = false;
            }
            case BackendType.ERROR_RESPONSE -> error = Optional.of(ErrorResponse.decode(window, at, size));
            default -> {} // completions and notices
        }
    }

    private void notification(ByteBuf window, int at, int size) {
        if (NotificationResponse.channel(window, at, size).equals(marker)) {
            hereMarked |= NotificationResponse.payload(window, at, size).equals(mark);
        } else if (homewards ? !hereMarked : hereMarked) {
            traveller.notification(window, at, size);
        }
    }

    private void advance() {
        if (over || outstanding || mustWait()) {
            return;
        }
        if (error.isPresent()) {
            failedOnce(error.get());
        } else if (cleaning) {
            arrived();
        } else if (hereMarked && thereMarked) {
            clean();
        }
    }

    /** The client's own time-outs count for us, too: once more, a few times. */
    private void failedOnce(ErrorResponse failure) {
        if (attempts >= MAX_ATTEMPTS) {
            fail(failure.message());
        } else if (cleaning) {
            attempts++;
            clean();
        } else {
            cross();
        }
    }

    private void arrived() {
        over = true;
        server.deadlineNanos(ServerConnection.NEVER);
        gate.crossed();
        if (missed) {
            tellMissed();
        }
        traveller.crossed();
    }

    private void tellMissed() {
        gate.left();
        ByteBuf notice = gate.gapNotice();
        traveller.notification(notice, 0, notice.readableBytes());
        notice.release();
    }

    /** It cannot be done. */
    void fail(String reason) {
        if (!over) {
            over = true;
            server.deadlineNanos(ServerConnection.NEVER);
            traveller.failed(reason);
        }
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        if (!over) {
            over = true;
            server.deadlineNanos(ServerConnection.NEVER);
            traveller.lost(cause);
        }
    }
}
