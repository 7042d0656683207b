package io.pgweir.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.NotificationResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.pool.Pool;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One session's way to what a hub hears. Open, it passes the notifications of the session's channels: at once while the
 * session rests, and held back, in order, while it runs a query.
 *
 * <p>It is open while the session's channels are at home, which is the hub. During transactions that may change them,
 * and as long as the session has a server of its own, they are away on its server; the hub keeps listening for it, and
 * what it hears does not pass. {@link Crossing} changes between the two at one point of the stream of notifications.
 */
public final class Gate {
    private enum State {
        AWAY,
        /** Open until its mark comes. */
        LEAVING,
        /** Closed until its mark comes. */
        ARRIVING,
        HOME
    }

    private final Hub hub;
    private final Pool pool;
    private final Recipient recipient;
    private Set<String> channels = Set.of();
    private State state = State.AWAY;
    private Optional<Crossing> crossing = Optional.empty();
    private String mark = "";
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean missed;
    private boolean closed;

    Gate(Hub hub, Pool pool, Recipient recipient) {
        this.hub = hub;
        this.pool = pool;
        this.recipient = recipient;
    }

    /** The channels that the hub listens to for the session. */
    public Set<String> channels() {
        return channels;
    }

    /** Whether there are any. */
    public boolean listens() {
        return !channels.isEmpty();
    }

    /** The session listens to nothing any more. */
    public void clear() {
        hub.unsubscribe(this, channels);
        channels = Set.of();
        state = State.AWAY;
        hub.gone(this);
    }

    /** The session is gone. */
    public void close() {
        closed = true;
        clear();
        unmark();
        crossing = Optional.empty();
        release();
    }

    /** What was held back goes out if the session rests. */
    public void flush() {
        if (held.isReadable() && recipient.rests()) {
            sendHeld();
        }
    }

    private void sendHeld() {
        boolean unused = recipient.link().write(held, held.readerIndex(), held.readableBytes());
        release();
    }

    /** The session's link has sent everything. */
    public void drained() {
        hub.drained(this);
    }

    private void release() {
        hub.loop().addHeld(-held.readableBytes());
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    /** Whole notifications of a channel of its. */
    void deliver(ByteBuf source, int index, int length) {
        if (state == State.AWAY || state == State.ARRIVING) {
            return;
        }
        if (!held.isReadable() && recipient.rests()) {
            boolean unused = recipient.link().write(source, index, length);
        } else {
            hold(source, index, length);
        }
        if (overfull()) {
            hub.tooSlow(this);
        }
    }

    private void hold(ByteBuf source, int index, int length) {
        if (held == Unpooled.EMPTY_BUFFER) {
            held = hub.loop().allocator().directBuffer(length);
        }
        held.writeBytes(source, index, length);
        hub.loop().addHeld(length);
    }

    private int untakenBytes() {
        return held.readableBytes() + recipient.link().unsentBytes();
    }

    /** Whether it holds more than it may: more than one session's part, or anything while memory is short. */
    boolean overfull() {
        int bytes = untakenBytes();
        return bytes > hub.limits().bufferBytes() || (bytes > 0 && hub.loop().pressing());
    }

    /** Whether nothing is left of what it held. */
    boolean taken() {
        return closed || untakenBytes() == 0;
    }

    void tooSlow() {
        recipient.kill(ProxyError.LISTENER_TOO_SLOW.fatal(
                hub.limits().bufferBytes(), hub.limits().timeout().toSeconds() + " s"));
    }

    /** A crossing begins, and needs to be told if the hub is lost. */
    void crossing(Crossing begun) {
        crossing = Optional.of(begun);
    }

    /** The channels are these now, and come home: the hub listens to all of them before ready runs. */
    void arrive(Set<String> now, Runnable ready) {
        state = State.ARRIVING;
        Set<String> before = channels;
        channels = Set.copyOf(now);
        Set<String> ended = new LinkedHashSet<>(before);
        ended.removeAll(channels);
        hub.unsubscribe(this, ended);
        hub.subscribe(this, ready);
    }

    /**
     * The channels leave home at the mark; what came until then still passes. Without a hub nothing comes until then.
     *
     * @return whether there is a mark to wait for
     */
    boolean leave() {
        state = missed ? State.AWAY : State.LEAVING;
        return !missed;
    }

    /** All that came before its channels left goes out: nothing of the session's query was sent yet. */
    void left() {
        if (held.isReadable()) {
            sendHeld();
        }
        missed = false;
    }

    /** The text that marks the point in the stream where it opens or closes; to be sent to {@link Hub#marker}. */
    String newMark() {
        unmark();
        mark = hub.mark(this);
        return mark;
    }

    /** The same where the hub hears nothing that one could wait for. */
    String newMarkForNobody() {
        String unheard = newMark();
        unmark();
        return unheard;
    }

    private void unmark() {
        hub.unmark(mark);
        mark = "";
    }

    /** Its mark came. */
    void marked() {
        mark = "";
        state = state == State.LEAVING ? State.AWAY : State.HOME;
        Crossing told = crossing.orElseThrow();
        hub.loop().execute(told::marked); // the hub is in the middle of something
    }

    /** The crossing is over. */
    void crossed() {
        unmark();
        crossing = Optional.empty();
    }

    /** The hub's connection is lost. */
    void lost(String reason) {
        if (crossing.isPresent()) {
            Crossing failed = crossing.get();
            crossing = Optional.empty();
            failed.fail(reason);
        } else if (state == State.HOME) {
            if (hub.limits().gapChannel().isPresent()) {
                missed = true;
            } else {
                recipient.kill(ProxyError.LISTEN_GAP.fatal(reason));
            }
        }
    }

    /** Whether the session is owed word of a gap. */
    boolean missed() {
        return missed;
    }

    /** The hub listens again: the session hears that it may have missed something. */
    void tellMissed() {
        missed = false;
        ByteBuf out = gapNotice();
        deliver(out, 0, out.readableBytes());
        out.release();
    }

    /** What a session is told that may have missed something. */
    ByteBuf gapNotice() {
        ByteBuf out = hub.loop().allocator().directBuffer();
        NotificationResponse.encode(out, 0, hub.limits().gapChannel().orElse(""), "");
        return out;
    }

    /** The hub does not come back. */
    void giveUp(String reason) {
        recipient.kill(ProxyError.LISTEN_GAP.fatal(reason));
    }

    Pool pool() {
        return pool;
    }

    Hub hub() {
        return hub;
    }

    boolean closed() {
        return closed;
    }
}
