package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.LogConfig;
import io.pgweir.protocol.BackendKeyData;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.net.ConnectionName;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.relay.RelayOwner;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client connection from accept to its end, as operators see it: who it is, since when, and what it is doing. */
public final class Client implements RelayOwner {
    private static final BackendKeyData NO_KEY = new BackendKeyData(0, 0);
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final long id;
    private final long connectedNanos = System.nanoTime();
    private final long connectedMillis = System.currentTimeMillis();
    private final SocketAddress from; // a connection that is gone does not know any more
    private Link link;
    private Clients home;
    private BackendKeyData key = NO_KEY;
    private String database = "";
    private String user = "";
    private String replication = "";
    private boolean counted;
    private boolean countedByName;
    private boolean owner;
    private Stage stage = Stage.STARTUP;
    private @Nullable Relay relay; // from login on, unless on the console
    private @Nullable ReplicationPhase replicating;
    private @Nullable Runnable onEnd;

    Client(long id, Link link, Clients home) {
        this.id = id;
        this.link = link;
        this.from = link.remoteAddress();
        this.home = home;
    }

    void arrived() {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} P: got connection to {}", name(), ConnectionName.address(link.localAddress()));
        }
        home.arrived(this);
        home.gateway().limits().enter();
        counted = true;
    }

    /** It does not count: it is on the console, or only here to cancel. */
    void exempt() {
        if (counted) {
            counted = false;
            home.gateway().limits().leave();
        }
    }

    /** How far it is. */
    public Stage stage() {
        return stage;
    }

    /** It goes on. */
    void stage(Stage next) {
        if (!stage.next().contains(next)) {
            throw new IllegalStateException("a client in stage " + stage + " cannot come to " + next);
        }
        stage = next;
    }

    /** It wants this database as this user. */
    void named(String wantedDatabase, String wantedUser) {
        database = wantedDatabase;
        user = wantedUser;
    }

    /** It replicates, or not. */
    void replication(String asked) {
        replication = asked;
    }

    /** What it replicates, in PgBouncer's words: none, logical or physical. */
    public String replication() {
        return switch (replication) {
            case "" -> "none";
            case "database" -> "logical";
            default -> "physical";
        };
    }

    /** It is logged in and replicates; the handler that it has goes on. */
    void replicates(ReplicationPhase phase) {
        stage(Stage.SESSION);
        replicating = phase;
    }

    /** It counts against the limits of its database and user. */
    void countedByName() {
        countedByName = true;
    }

    /** Goes to its home loop; the runnable runs there. */
    void moveTo(Clients next, Runnable arrived) {
        home.left(this);
        link.moveTo(next.loop(), () -> {
            home = next;
            home.arrived(this);
            arrived.run();
        });
    }

    void secured(Link next) {
        link = next;
    }

    /** Runs when the client ends during login, or on the console. */
    public void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Nothing is to be done any more when it ends. */
    void noEnd() {
        onEnd = null;
    }

    /** It is the user of the system that this process belongs to. */
    void owner() {
        owner = true;
    }

    /** Whether it is the user of the system that this process belongs to, who may do everything on the console. */
    public boolean isOwner() {
        return owner;
    }

    /** It is logged in; from now on the relay hears of it. */
    void start(Relay started) {
        stage(Stage.SESSION);
        onEnd = null;
        relay = started;
        link.handler(started);
    }

    /** The console hears of it from now on. */
    public void handler(LinkHandler handler) {
        stage(Stage.CONSOLE);
        onEnd = null;
        link.handler(handler);
    }

    /** Ends a login with an error. */
    public void refuse(ErrorResponse error) {
        refuse(error, error.message());
    }

    /** @param logged what the log says in place of the error's message */
    void refuse(ErrorResponse error, String logged) {
        if (stage != Stage.ENDED) {
            ByteBuf out = link.loop().allocator().directBuffer();
            error.encode(out);
            boolean unused = link.writeAndRelease(out);
            link.closeAfterFlush();
            ended(logged, Optional.of(error));
        }
    }

    /** Ends a login without a word. */
    public void close(String reason) {
        if (stage != Stage.ENDED) {
            link.closeAfterFlush();
            ended(reason, Optional.empty());
        }
    }

    /** Ends it, whatever it is doing. */
    public void kill(ErrorResponse error) {
        if (relay != null) {
            relay.kill(error);
        } else {
            refuse(error);
        }
    }

    @Override
    public void ended(String reason, Optional<ErrorResponse> error) {
        if (stage == Stage.ENDED) {
            return;
        }
        stage(Stage.ENDED);
        if (onEnd != null) {
            onEnd.run();
        }
        home.left(this);
        uncount();
        log(reason, error);
    }

    private void uncount() {
        ClientLimits limits = home.gateway().limits();
        if (counted) {
            limits.leave();
        }
        if (countedByName) {
            limits.leaveDatabase(database);
            limits.leaveUser(user);
        }
    }

    private void log(String reason, Optional<ErrorResponse> error) {
        LogConfig wanted = home.gateway().rules().config().log();
        if (error.isPresent() && wanted.poolerErrors()) {
            LOG.atWarn().log("{} pooler error: {}", name(), error.get().message());
        }
        if (wanted.disconnections()) {
            long seconds = (System.nanoTime() - connectedNanos) / 1_000_000_000L;
            LOG.atInfo().log("{} closing because: {} (age={}s)", name(), reason, seconds);
        }
    }

    void logLogin() {
        if (home.gateway().rules().config().log().connections()) {
            String tls = link.tlsDescription().isEmpty() ? "no" : link.tlsDescription();
            LOG.atInfo().log("{} login attempt: db={} user={} tls={}", name(), database, user, tls);
        }
    }

    String name() {
        return ConnectionName.ofClient(id, database, user, from);
    }

    /** Cancels what it is doing; done runs when that is over. */
    void cancel(Runnable done) {
        if (relay != null) {
            relay.cancel(done);
        } else if (replicating != null) {
            replicating.cancel(done);
        } else {
            done.run();
        }
    }

    /** How long it has had no wish; 0 while it is busy. */
    long idleNanos(long nowNanos) {
        return relay == null ? 0 : relay.idleNanos(nowNanos);
    }

    /** One number counts clients and servers. */
    public long id() {
        return id;
    }

    public Link link() {
        return link;
    }

    public Clients home() {
        return home;
    }

    public BackendKeyData key() {
        return key;
    }

    void key(BackendKeyData given) {
        key = given;
    }

    /** Its address and port, as {@code 127.0.0.1:4711}. */
    String address() {
        return ConnectionName.address(link.remoteAddress());
    }

    public String database() {
        return database;
    }

    public String user() {
        return user;
    }

    long connectedNanos() {
        return connectedNanos;
    }

    public long connectedMillis() {
        return connectedMillis;
    }

    /** What it does since login; empty before, and on the console. */
    public Optional<Relay> relay() {
        return Optional.ofNullable(relay);
    }
}
