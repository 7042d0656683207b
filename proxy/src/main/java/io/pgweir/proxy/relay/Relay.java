package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.ListenMode;
import io.pgweir.config.PoolMode;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.listen.Gate;
import io.pgweir.proxy.listen.Recipient;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.pool.LeaseHolder;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.Session;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A logged-in client: between leases it is all there is, so it is small.
 *
 * <p>Without a server it looks at what comes until a server is needed ({@link Batch}), then leases one; its bytes wait
 * in the link meanwhile. With a server everything goes through the {@link Exchange}.
 */
public final class Relay implements LinkHandler, LeaseHolder, Recipient {
    /** No suspicion has this sign. */
    static final int NOT_LOOKED_AT = -1;

    private final RelayContext context;
    private final Link client;
    private final Session session;
    private final RelayOwner owner;
    private final LocalBlock block = new LocalBlock();
    private @Nullable Exchange exchange;
    private @Nullable Gate gate;
    private boolean bringsChannels;
    private boolean waiting;
    private boolean noticed;
    private boolean canceled;
    private boolean over;
    private int lookedAt = NOT_LOOKED_AT;
    private int dropBytes;
    private long waitingSinceNanos;
    private long lastUsedNanos;
    private boolean beginsDirect;

    public Relay(RelayContext context, Link client, Session session, RelayOwner owner) {
        this.context = context;
        this.client = client;
        this.session = session;
        this.owner = owner;
        this.lastUsedNanos = client.loop().nowNanos();
    }

    @Override
    @HotPath
    public void onBytes(ByteBuf window) {
        if (context.suspended()) {
            return;
        }
        try {
            if (exchange != null) {
                exchange.onClientBytes(window);
            } else if (!waiting) {
                begin(window);
            }
        } catch (ProtocolViolation e) {
            context.toServer().drop();
            context.toClient().drop();
            fail(ProxyError.BROKEN_MESSAGE.fatal(e.getMessage()));
        } catch (MessageRefused e) {
            context.toServer().drop();
            context.toClient().drop();
            fail(e.error());
        }
    }

    @HotPath
    private void begin(ByteBuf window) {
        Batch batch = context.batch();
        drop(window);
        while (window.isReadable() && exchange == null && !waiting && !over) {
            switch (batch.look(window, session, block.defers(defersBegin()), tracksStatements())) {
                case SERVER -> serverNeeded(window, batch);
                case LOCAL -> context.localAnswers().answer(window, batch.end(), this);
                case DROP -> {
                    dropBytes = batch.wholeBytes();
                    drop(window);
                }
                case TERMINATE -> close("client close request");
                case INCOMPLETE -> {
                    waitForMore(batch.wholeBytes());
                    return;
                }
            }
        }
        if (exchange != null) {
            exchange.onClientBytes(window);
        } else if (gate != null) {
            gate.flush();
        }
    }

    /** What is left of a message that nobody wants. */
    @HotPath
    private void drop(ByteBuf window) {
        int bytes = Math.min(dropBytes, window.readableBytes());
        dropBytes -= bytes;
        window.skipBytes(bytes);
    }

    private void waitForMore(int wholeBytes) {
        if (wholeBytes > context.limits().maxStatementBytes()) {
            end(ProxyError.MESSAGE_TOO_LONG.fatal(wholeBytes, context.limits().maxStatementBytes()));
        } else if (!client.expect(wholeBytes)) {
            end(ProxyError.OUT_OF_MEMORY.fatal(wholeBytes));
        }
    }

    @HotPath
    private void serverNeeded(ByteBuf window, Batch batch) {
        if (canceled) {
            canceled = false;
            context.localAnswers().refuse(window, batch.end(), this, ProxyError.CANCELED.error());
            return;
        }
        waiting = true;
        noticed = false;
        waitingSinceNanos = client.loop().nowNanos();
        boolean tells = batch.wholeQuery() && session.pool().route().pooledIsDirect();
        lookedAt = tells ? batch.suspicions() : NOT_LOOKED_AT;
        boolean direct = session.pool().route().pooledIsDirect();
        boolean sessionMode = mode() == PoolMode.SESSION;
        boolean pins = !sessionMode && (batch.suspicions() & Pinning.beforeLease(session, shares())) != 0;
        bringsChannels = shares() && wantsChannels(batch);
        pins |= bringsChannels && !direct && listens(); // no pooler's server can have them
        bringsChannels &= direct;
        PinReason own = sessionMode ? null : session.ownServer();
        if ((batch.suspicions() & Suspicion.LAST_VALUE) != 0 && leaseSequenceServer()) {
            return;
        }
        if (!pins && own == null && !session.needsDirect()) {
            lease(batch);
        } else if (!session.pool().dedicated().lease(this)) {
            waiting = false;
            PinReason setting = own == null ? PinReason.SETTING : own;
            String reasons = pins ? Pinning.names(batch.suspicions()) : setting.toString();
            context.localAnswers().refuse(window, batch.end(), this, tooManyPinned(reasons));
        }
    }

    @HotPath
    private void lease(Batch batch) {
        boolean begins = block.isOpen() || batch.sole() == SoleCommand.BEGIN;
        beginsDirect = begins
                && !session.pool().route().pooledIsDirect()
                && session.beginsDirect()
                && session.pool().dedicated().lease(this);
        if (!beginsDirect) {
            session.pool().lease(this);
        }
    }

    /** Whether what comes may change the channels that the session listens to, or cannot be foreseen. */
    private boolean wantsChannels(Batch batch) {
        int suspicions = batch.suspicions();
        if (!listens()) {
            return (suspicions & Suspicion.LISTEN) != 0;
        }
        int unforeseen = batch.wholeQuery() ? Suspicion.BLOCK : Suspicion.BLOCK | Suspicion.USER_CODE;
        return block.isOpen() || !batch.complete() || (suspicions & (Listening.CHANGING | unforeseen)) != 0;
    }

    /** The server that moved the session's sequences last, if nobody has it. */
    private boolean leaseSequenceServer() {
        PooledServer server = session.sequenceServer();
        return server != null && server.direct() && session.pool().leaseIdle(this, server);
    }

    private ErrorResponse tooManyPinned(String reasons) {
        return ProxyError.TOO_MANY_PINNED.error(
                reasons,
                session.pool().route().key(),
                session.pool().dedicatedCount(),
                session.pool().route().maxPinned());
    }

    @Override
    @HotPath
    public void leased(PooledServer server) {
        if (!waiting) {
            server.pool().close(server, "its session does not want it any more");
            return;
        }
        waiting = false;
        bringsChannels |= gate != null && server.dedicated() && listens();
        exchange = (Exchange) server.companion();
        exchange.begin(this);
    }

    /**
     * {@link io.pgweir.protocol.sql.Suspicion} bits of the Query that made it lease a server, so that it is scanned
     * once; {@link #NOT_LOOKED_AT} from the second time on.
     */
    @HotPath
    int takeLookedAt() {
        int taken = lookedAt;
        lookedAt = NOT_LOOKED_AT;
        return taken;
    }

    /** The server is as this client needs it. */
    @HotPath
    void serverReady() {
        if (bringsChannels) {
            bringsChannels = false;
            Objects.requireNonNull(exchange, "no lease").bringChannels();
        } else {
            client.redeliver();
        }
    }

    /** It has no server any more. */
    @HotPath
    void serverLeft() {
        exchange = null;
    }

    /** The lease is over as it should be. */
    @HotPath
    void released() {
        lastUsedNanos = client.loop().nowNanos();
        if (beginsDirect) {
            beginsDirect = false;
            session.beginsDirect(false); // it needed no server of its own
        }
        if (gate != null) {
            gate.flush();
        }
        client.redeliver();
    }

    /** The session has a reason to keep its server. */
    void pinned() {
        beginsDirect = false;
    }

    /** Whether the session listens through its database's hub, as long as nothing else pins it. */
    @HotPath
    boolean shares() {
        return session.pool().route().pools().listen() == ListenMode.SHARED
                && session.tracksState()
                && mode() != PoolMode.SESSION;
    }

    /** Whether the hub listens for the session. */
    @HotPath
    boolean listens() {
        return gate != null && gate.listens();
    }

    /** The session's way to what its hub hears. */
    Gate gate() {
        if (gate == null) {
            gate = context.hubs().gate(session.pool(), this);
        }
        return gate;
    }

    /** DISCARD ALL, where no server is needed for it. */
    void discardChannels() {
        if (gate != null) {
            gate.clear();
        }
    }

    @Override
    public boolean rests() {
        return exchange == null && !waiting && !block.isOpen();
    }

    @Override
    public Link link() {
        return client;
    }

    /** The session goes on with a server of its own, where its transaction begins again; there is room for one. */
    void moveToDedicated(Optional<DeferredBegin> begun) {
        begun.ifPresent(transaction -> {
            block.resume(transaction);
            session.beginsDirect(true);
        });
        waiting = session.pool().dedicated().lease(this);
        waitingSinceNanos = client.loop().nowNanos();
    }

    @Override
    public void refused(ErrorResponse error) {
        waiting = false;
        end(error);
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        if (!noticed) {
            noticed = true;
            ByteBuf out = client.loop().allocator().directBuffer();
            notice.encodeNotice(out);
            boolean unused = client.writeAndRelease(out);
        }
    }

    /** A cancel request with this client's key came; done runs when nothing of it is under way any more. */
    public void cancel(Runnable done) {
        if (exchange != null) {
            exchange.cancel(done);
            return;
        }
        if (waiting) {
            session.pool().stopWaiting(this);
            waiting = false;
            canceled = true;
            client.redeliver();
        }
        done.run();
    }

    @Override
    public void onDrained() {
        if (exchange != null) {
            exchange.onClientDrained();
        }
        if (gate != null) {
            gate.drained();
        }
    }

    @Override
    public void onClosed(CloseCause cause) {
        leaveServer();
        over("client " + cause.message(), Optional.empty());
    }

    private void leaveServer() {
        if (waiting) {
            session.pool().stopWaiting(this);
            waiting = false;
        }
        if (exchange != null) {
            exchange.clientGone();
        }
    }

    /** The client broke the protocol: neither it nor its server goes on. */
    private void fail(ErrorResponse error) {
        if (exchange != null) {
            exchange.abort(error);
        } else {
            end(error);
        }
    }

    /** Ends the session whatever it is doing, as an operator or a limit wants it. */
    @Override
    public void kill(ErrorResponse error) {
        if (!over) {
            leaveServer();
            end(error);
        }
    }

    /** The client is told why, and closed. */
    void end(ErrorResponse error) {
        if (over) {
            return;
        }
        ByteBuf out = client.loop().allocator().directBuffer();
        error.encode(out);
        boolean unused = client.writeAndRelease(out);
        client.closeAfterFlush();
        over(error.message(), Optional.of(error));
    }

    /** The client is closed without a word. */
    void close(String reason) {
        if (over) {
            return;
        }
        leaveServer();
        if (client.unsentBytes() == 0) {
            client.close();
        } else {
            client.closeAfterFlush();
        }
        over(reason, Optional.empty());
    }

    private void over(String reason, Optional<ErrorResponse> error) {
        if (!over) {
            over = true;
            if (gate != null) {
                gate.close();
            }
            session.end();
            owner.ended(reason, error);
        }
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        if (exchange != null) {
            exchange.checkDeadlines(nowNanos);
        }
    }

    @Override
    public long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /** Whether it waits for a server. */
    public boolean waiting() {
        return waiting;
    }

    /** The server that it has, if any. */
    public Optional<PooledServer> server() {
        return Optional.ofNullable(exchange).map(Exchange::server);
    }

    /** Why it has a server of its own; empty when it has none. */
    public Set<PinReason> pins() {
        return exchange == null ? Set.of() : exchange.pins();
    }

    /** When its last request began, on the nano clock. */
    public long requestNanos() {
        return exchange != null || waiting ? waitingSinceNanos : lastUsedNanos;
    }

    /** How long it has been without a server and without a wish for one. */
    public long idleNanos(long nowNanos) {
        return rests() && !listens() ? nowNanos - lastUsedNanos : 0;
    }

    private boolean tracksStatements() {
        return context.limits().maxPreparedStatements() > 0 && mode() != PoolMode.SESSION;
    }

    private boolean defersBegin() {
        return context.limits().deferBegin() && mode() == PoolMode.TRANSACTION && session.tracksState();
    }

    /** Its transaction as long as no server has it. */
    @HotPath
    LocalBlock block() {
        return block;
    }

    /** How long it has been thinking in a transaction that no server knows of; 0 when there is none. */
    public long idleInBlockNanos(long nowNanos) {
        return block.idleNanos(nowNanos);
    }

    private PoolMode mode() {
        return session.pool().route().pools().mode();
    }

    public Session session() {
        return session;
    }

    public Link client() {
        return client;
    }
}
