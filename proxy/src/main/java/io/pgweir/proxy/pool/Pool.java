package io.pgweir.proxy.pool;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.net.ConnectionName;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.Route;
import io.pgweir.proxy.server.HostTurn;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.SettingsTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that one user of one database shares, and the sessions that wait for one.
 *
 * <p>A session takes the free server that came back last; if there is none it queues, and each server that comes back
 * goes to the session that waits longest. Nobody overtakes a queue. Servers are opened one at a time while somebody
 * waits. A pool lives on one loop, with all its clients: nothing here is shared and nothing locks. Counts are taken
 * from the states of the members, so they cannot lie.
 *
 * <p>Sessions that cannot share have {@link Dedicated} servers, outside of the pool's size.
 */
public final class Pool {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final Loop loop;
    private final PoolContext context;
    private final List<Cap> caps;
    private final SettingsTable settings = new SettingsTable();
    private final PoolStats stats = new PoolStats();
    private final StatsHistory history;
    private final List<PooledServer> members = new ArrayList<>();
    private final Deque<PooledServer> idle = new ArrayDeque<>();
    private final WaitQueue waiters = new WaitQueue();
    private final HostTurn turn = new HostTurn();
    private final Opener opener;
    private final Dedicated dedicated;
    private final Replicas replicas;
    private final Upkeep upkeep;
    private Route route;
    private int clients;
    private long usedNanos;
    private boolean paused;
    private Optional<StoredSecret> brought = Optional.empty();
    private int defaultsVersion;

    Pool(Loop loop, PoolContext context, Route route, List<Cap> caps) {
        this.loop = loop;
        this.context = context;
        this.route = route;
        this.caps = caps;
        this.history = new StatsHistory(loop.nowNanos());
        this.usedNanos = loop.nowNanos();
        this.opener = new Opener(this);
        this.dedicated = new Dedicated(this);
        this.replicas = new Replicas(this);
        this.upkeep = new Upkeep(this);
        this.defaultsVersion = context.defaults().version(route.pooled());
        caps.forEach(cap -> cap.join(this));
    }

    /**
     * Gets a server for the session: at once, or when its turn comes. Either way {@link LeaseHolder#leased} is called,
     * or {@link LeaseHolder#refused}.
     */
    @HotPath
    public void lease(LeaseHolder holder) {
        assert loop.inLoop();
        long now = loop.nowNanos();
        if (waiters.isEmpty() && !paused && grantIdle(holder, now)) {
            return;
        }
        queue(holder);
    }

    @HotPath
    private boolean grantIdle(LeaseHolder holder, long now) {
        while (!idle.isEmpty()) {
            PooledServer server = route.pools().roundRobin() ? idle.pollFirst() : idle.pollLast();
            if (upkeep.fresh(server, now)) {
                grant(server, holder, now);
                return true;
            }
            upkeep.test(server);
        }
        return false;
    }

    /** Gets this very server for the session, if it is idle. */
    public boolean leaseIdle(LeaseHolder holder, PooledServer server) {
        if (paused || !idle.remove(server)) {
            return false;
        }
        grant(server, holder, loop.nowNanos());
        return true;
    }

    private void queue(LeaseHolder holder) {
        opener.forgetMissingDatabase();
        if (opener.hopeless()) {
            holder.refused(opener.cachedError());
            return;
        }
        waiters.add(holder);
        openIfNeeded();
    }

    @HotPath
    private void grant(PooledServer server, LeaseHolder holder, long now) {
        server.heldBy(holder, now);
        stats.assignments++;
        holder.leased(server);
    }

    /** The session does not want to wait any longer, neither for a shared server nor for one of its own. */
    public void stopWaiting(LeaseHolder holder) {
        boolean unused = waiters.remove(holder);
        dedicated.stopWaiting(holder);
        replicas.stopWaiting(holder);
    }

    /** The session gives its server back: outside of a transaction, with every answer received. */
    @HotPath
    public void release(PooledServer server) {
        assert loop.inLoop();
        assert server.state() == ServerState.ACTIVE : server.state();
        server.givenUp();
        if (server.connection().cancels() > 0) {
            awaitCancels(server);
        } else {
            settle(server);
        }
    }

    private void awaitCancels(PooledServer server) {
        server.connection().listener(server.resting());
        server.state(ServerState.BEING_CANCELED, loop.nowNanos());
    }

    /** As {@link #release}, from a session that found somebody's LISTEN on the server. */
    public void releaseLeaky(PooledServer server) {
        server.givenUp();
        stats.strayNotifications++;
        upkeep.unlisten(server);
    }

    /** The session is gone in the middle of a transaction, with every answer received: ends it and reuses the server. */
    public void rollBack(PooledServer server) {
        server.givenUp();
        upkeep.rollBack(server);
    }

    /** No cancel request for the server is under way any more. */
    public void cancelsEnded(PooledServer server) {
        if (server.state() == ServerState.BEING_CANCELED) {
            settle(server);
        }
    }

    @HotPath
    private void settle(PooledServer server) {
        if (server.connection().ownNames()) {
            upkeep.forgetStatements(server);
        } else if (upkeep.needsReset(server)) {
            upkeep.reset(server);
        } else {
            free(server);
        }
    }

    /** Our query on the server went well. */
    void tested(PooledServer server) {
        if (server.connection().cancels() > 0) {
            awaitCancels(server);
        } else if (server.dedicated()) {
            close(server, "no session needs it any more");
        } else {
            free(server);
        }
    }

    /** The server is as good as new: it goes to the session that waits longest, or to rest. */
    @HotPath
    void free(PooledServer server) {
        long now = loop.nowNanos();
        server.connection().listener(server.resting());
        String obsolete = upkeep.whyObsolete(server, now);
        if (!obsolete.isEmpty()) {
            close(server, obsolete);
        } else if (paused) {
            close(server, "pause mode"); // whoever paused wants to be alone with PostgreSQL
        } else if (waiters.isEmpty()) {
            server.rest(now);
            idle.addLast(server);
        } else {
            LeaseHolder next = waiters.take();
            stats.waitNanos += now - next.waitingSinceNanos();
            grant(server, next, now);
        }
    }

    /** Closes the server, whatever it is doing. */
    public void close(PooledServer server, String reason) {
        if (leave(server)) {
            logEnd(server, reason);
            server.connection().close();
        }
    }

    /** A notification came that nobody here listens for: a LISTEN was left on the server, and is ended. */
    void strayNotification(PooledServer server) {
        stats.strayNotifications++;
        if (idle.remove(server)) {
            upkeep.unlisten(server);
        }
    }

    /** The server is lost already. */
    public void lost(PooledServer server, String reason) {
        if (leave(server)) {
            logEnd(server, "server conn crashed? (" + reason + ")");
        }
    }

    private void logEnd(PooledServer server, String reason) {
        if (context.log().get().disconnections()) {
            ServerConnection connection = server.connection();
            LOG.atInfo().log("{} closing because: {} (age={}s)", name(connection), reason, connection.ageSeconds());
        }
    }

    /** A server is open. */
    void logStart(ServerConnection connection) {
        if (context.log().get().connections()) {
            String from = ConnectionName.address(connection.link().localAddress());
            LOG.atInfo().log("{} new connection to server (from {})", name(connection), from);
        }
    }

    private String name(ServerConnection connection) {
        return ConnectionName.ofServer(
                connection.id(),
                route.key().database(),
                route.key().user(),
                connection.link().remoteAddress());
    }

    private boolean leave(PooledServer server) {
        if (server.state() == ServerState.CLOSED) {
            return false;
        }
        if (server.state() == ServerState.IDLE) {
            boolean unused = idle.remove(server);
        }
        server.state(ServerState.CLOSED, loop.nowNanos());
        server.givenUp();
        boolean unused = members.remove(server);
        if (!server.dedicated()) {
            releaseCaps();
        }
        loop.execute(this::openIfNeeded);
        return true;
    }

    /** Takes one shared server's place under every cap; under all or none. */
    boolean acquireCaps(boolean urgent) {
        for (int i = 0; i < caps.size(); i++) {
            if (!caps.get(i).tryAcquire(this, urgent)) {
                caps.subList(0, i).forEach(Cap::release);
                return false;
            }
        }
        return true;
    }

    /** The limits over several pools that it obeys. */
    List<Cap> caps() {
        return caps;
    }

    void releaseCaps() {
        caps.forEach(Cap::release);
    }

    /** Opens a server if somebody waits for one and the limits allow it. */
    void openIfNeeded() {
        replicas.openIfPossible();
        opener.openIfNeeded();
    }

    /** A new server is there, which replicates for one session. */
    void joinedReplica(ServerConnection connection, LeaseHolder holder) {
        PooledServer server = new PooledServer(this, connection, false);
        members.add(server);
        grant(server, holder, loop.nowNanos());
    }

    /** A new server is there. */
    void joined(ServerConnection connection) {
        PooledServer server = new PooledServer(this, connection, false);
        members.add(server);
        free(server);
        openIfNeeded();
    }

    /** Nobody can be served for now: all who wait are told so. */
    void refuseAll(ErrorResponse error) {
        waiters.takeAll().forEach(holder -> holder.refused(error));
    }

    /** A new server is there, for one session. */
    void joinedDedicated(ServerConnection connection, LeaseHolder holder) {
        PooledServer server = new PooledServer(this, connection, true);
        members.add(server);
        grant(server, holder, loop.nowNanos());
    }

    /** Gives up the server that has been idle longest; false when there is none. */
    boolean evictIdle() {
        if (idle.isEmpty()) {
            return false;
        }
        close(idle.getFirst(), "evicted");
        return true;
    }

    /** ALTER ROLE or ALTER DATABASE changed what new sessions of this PostgreSQL server start with. */
    public void defaultsChanged() {
        context.defaults().change(route.pooled());
        int unused = defaultsVersion();
    }

    /** Changes when clients that come now start with other settings than those before; older servers end. */
    public int defaultsVersion() {
        int version = context.defaults().version(route.pooled());
        if (version != defaultsVersion) {
            defaultsVersion = version;
            reconnect();
        }
        return version;
    }

    /** Looks after everything that depends on time. */
    void tick(long nowNanos) {
        int unused = defaultsVersion();
        upkeep.tick(nowNanos);
        opener.tick(nowNanos);
        dedicated.tick(nowNanos);
        replicas.tick(nowNanos);
    }

    /** Stops to give out servers; idle ones are closed. */
    public void pause() {
        paused = true;
        closeIdle("pause mode");
    }

    private void closeIdle(String reason) {
        List.copyOf(idle).forEach(server -> close(server, reason));
    }

    /** Gives out servers again. */
    public void resume() {
        paused = false;
        dedicated.resume();
        openIfNeeded();
    }

    public boolean paused() {
        return paused;
    }

    /** Whether no session holds a shared server. */
    public boolean quiet() {
        return count(ServerState.ACTIVE) + count(ServerState.TESTED) + count(ServerState.BEING_CANCELED) == 0;
    }

    /** All servers end as soon as they are free. */
    public void reconnect() {
        members.forEach(PooledServer::needsClose);
        closeIdle("database configuration changed");
        opener.abandon(); // what is on its way was sent for by the old rules
        opener.forgetFailure();
        openIfNeeded();
    }

    /** The configuration says something else now. */
    void route(Route next) {
        boolean sameServers = next.sameServers(route);
        route = next;
        if (!sameServers) {
            reconnect();
        }
    }

    /** Whether nobody would miss it: it came by itself, and has been empty for long. */
    boolean forgettable(long nowNanos) {
        boolean unused = clients == 0 && members.isEmpty() && opening() == 0;
        return unused && (automaticIsOld(nowNanos) || isOld(nowNanos));
    }

    private boolean automaticIsOld(long nowNanos) {
        return route.automatic() && passed(route.connections().autodbIdleTimeout(), nowNanos);
    }

    private boolean isOld(long nowNanos) {
        boolean keepsMinimum = route.forcedUser() && route.pools().min() > 0;
        return !keepsMinimum && passed(route.connections().poolIdleTimeout(), nowNanos);
    }

    private boolean passed(Duration limit, long nowNanos) {
        return !limit.isZero() && nowNanos - usedNanos > limit.toNanos();
    }

    /** Closes everything; whoever waits or works is told. */
    void kill(ErrorResponse error) {
        opener.abandon();
        dedicated.abandonAll(error);
        replicas.abandonAll(error);
        refuseAll(error);
        for (PooledServer server : List.copyOf(members)) {
            LeaseHolder holder = server.holder();
            close(server, error.message());
            if (holder != NoHolder.INSTANCE) {
                holder.refused(error);
            }
        }
        caps.forEach(cap -> cap.leave(this));
    }

    /** A client that logged in as the pool's user showed this, or it was found for it: servers may be opened with it. */
    public void brought(StoredSecret secret) {
        Optional<StoredSecret> most = Optional.of(brought.map(secret::or).orElse(secret));
        if (!brought.equals(most)) {
            brought = most;
            opener.secretChanged();
        }
    }

    /** What servers are opened with: what the configuration says, or else what clients brought. */
    Optional<StoredSecret> secret() {
        Optional<StoredSecret> said = route.password().map(password -> StoredSecret.of(password));
        Optional<StoredSecret> known =
                said.or(() -> context.secrets().secretOf(route.key().user()));
        return known.isEmpty()
                ? brought
                : known.map(secret -> brought.map(secret::or).orElse(secret));
    }

    public void clientJoined() {
        clients++;
    }

    public void clientLeft() {
        clients--;
        usedNanos = loop.nowNanos();
    }

    public int clients() {
        return clients;
    }

    public Route route() {
        return route;
    }

    public Loop loop() {
        return loop;
    }

    public PoolStats stats() {
        return stats;
    }

    public StatsHistory history() {
        return history;
    }

    public SettingsTable settings() {
        return settings;
    }

    /** Which of several hosts is next. */
    HostTurn turn() {
        return turn;
    }

    PoolContext context() {
        return context;
    }

    WaitQueue waiters() {
        return waiters;
    }

    Deque<PooledServer> idle() {
        return idle;
    }

    /** Servers that belong to one session. */
    public Dedicated dedicated() {
        return dedicated;
    }

    /** Servers that replicate. */
    public Replicas replicas() {
        return replicas;
    }

    /** All servers, dedicated ones included. */
    public List<PooledServer> members() {
        return members;
    }

    /** Sessions that wait for a server. */
    public int waiting() {
        return waiters.size() + replicas.waiters().size();
    }

    public long longestWaitNanos(long nowNanos) {
        return waiters.longestWaitNanos(nowNanos);
    }

    /** Servers that are being opened. */
    public int opening() {
        return opener.pending() + replicas.opening();
    }

    /** Shared servers in this state. */
    public int count(ServerState state) {
        int count = 0;
        for (PooledServer server : members) {
            if (server.state() == state && !server.dedicated()) {
                count++;
            }
        }
        return count;
    }

    public int dedicatedCount() {
        return dedicated.count();
    }

    /** Shared servers, those being opened included. */
    @HotPath
    int sharedCount() {
        return members.size() - dedicatedCount() + opener.pending() + replicas.opening();
    }

    /** Whether the pool's size has room for one more shared server. */
    boolean roomForOne() {
        return opener.roomForOne();
    }
}
