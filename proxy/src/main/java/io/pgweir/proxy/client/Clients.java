package io.pgweir.proxy.client;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.pgweir.config.Config;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.StartupPacket;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.listen.Hubs;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.Pools;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.relay.RelayContext;
import io.pgweir.proxy.route.Durations;
import io.pgweir.proxy.route.Router;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.PoolSessions;
import io.pgweir.proxy.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/** The clients that are on one loop, and what they need there. */
public final class Clients {
    private static final int TICKS_PER_LOOK = 3;

    private final Loop loop;
    private final Gateway gateway;
    private final Pools pools;
    private final RelayContext relays;
    private final Set<Client> loggingIn = new LinkedHashSet<>();
    private final IntObjectMap<Client> loggedIn = new IntObjectHashMap<>();
    private final Map<Pool, PoolSessions> sessions = new WeakHashMap<>();
    private int lastNumber;
    private int ticks;

    public Clients(Loop loop, Gateway gateway, Pools pools, RelayContext relays) {
        this.loop = loop;
        this.gateway = gateway;
        this.pools = pools;
        this.relays = relays;
        loop.run(() -> loop.everyTick(this::tick));
    }

    private void tick() {
        if (++ticks % TICKS_PER_LOOK == 0) {
            long now = System.nanoTime();
            endSlowLogins(now);
            endIdleOnes(now);
            endIdleTransactions(now);
        }
    }

    private void endSlowLogins(long now) {
        Duration limit = gateway.rules().config().clients().loginTimeout();
        if (limit.isZero()) {
            return;
        }
        List<Client> slow = new ArrayList<>();
        for (Client client : loggingIn) {
            if (now - client.connectedNanos() <= limit.toNanos()) {
                break; // they stand in the order of their coming
            }
            slow.add(client);
        }
        slow.forEach(client -> client.refuse(ProxyError.LOGIN_TIMEOUT.fatal(Durations.text(limit))));
    }

    private void endIdleOnes(long now) {
        Duration general = gateway.rules().config().clients().idleTimeout();
        if (general.isZero() && gateway.rules().config().users().isEmpty()) {
            return;
        }
        for (Client client : new ArrayList<>(loggedIn.values())) {
            Duration limit = gateway.idleTimeout(client.user());
            if (!limit.isZero() && client.idleNanos(now) > limit.toNanos()) {
                client.kill(ProxyError.CLIENT_IDLE_TIMEOUT.fatal(Durations.text(limit)));
            }
        }
    }

    /** A transaction that no server knows of yet is idle, too; so is a session whose time-out no server watches. */
    private void endIdleTransactions(long now) {
        for (Client client : new ArrayList<>(loggedIn.values())) {
            client.relay().flatMap(relay -> idleTimeout(relay, now)).ifPresent(client::kill);
        }
    }

    private static Optional<ErrorResponse> idleTimeout(Relay relay, long now) {
        Session session = relay.session();
        long inBlock = relay.idleInBlockNanos(now);
        if (inBlock == 0) {
            boolean passed =
                    session.ownServer() == PinReason.SETTING && isLonger(relay.idleNanos(now), session.idleTimeout());
            return passed ? Optional.of(ProxyError.IDLE_SESSION.fatal()) : Optional.empty();
        }
        if (isLonger(inBlock, session.idleTransactionTimeout())) {
            return Optional.of(ProxyError.IDLE_IN_TRANSACTION.fatal());
        }
        Duration limit = session.pool().route().pools().idleTransactionTimeout();
        return isLonger(inBlock, limit)
                ? Optional.of(ProxyError.IDLE_TRANSACTION_TIMEOUT.fatal(Durations.text(limit)))
                : Optional.empty();
    }

    private static boolean isLonger(long nanos, Duration limit) {
        return !limit.isZero() && nanos > limit.toNanos();
    }

    /** Pools go on by the new configuration; whoever uses one that it no longer has is sent away, idle or not. */
    public void reload(Router router) {
        pools.reload(router);
        endThoseWithoutPool(ProxyError.DATABASE_REMOVED.fatal());
    }

    /** Ends all sessions and servers of a database, or of all; new ones wait until it is resumed. */
    public void kill(Optional<String> database) {
        pools.kill(database);
        endThoseWithoutPool(ProxyError.DATABASE_KILLED.fatal());
    }

    private void endThoseWithoutPool(ErrorResponse error) {
        for (Client client : new ArrayList<>(loggedIn.values())) {
            boolean poolGone = client.relay()
                    .map(relay -> !pools.all().contains(relay.session().pool()))
                    .orElse(false);
            if (poolGone) {
                client.kill(error);
            }
        }
    }

    /** Whether what sessions send is left unread. */
    public void suspended(boolean now) {
        relays.suspended(now);
        if (!now) {
            for (Client client : new ArrayList<>(loggedIn.values())) {
                client.link().redeliver();
            }
        }
    }

    void arrived(Client client) {
        assert loop.inLoop();
        loggingIn.add(client);
    }

    void left(Client client) {
        assert loop.inLoop();
        loggingIn.remove(client);
        if (loggedIn.get(client.key().pid()) == client) {
            Client unused = loggedIn.remove(client.key().pid());
        }
    }

    /** Gives the client its key: from now on it can be cancelled. */
    void loggedIn(Client client) {
        loggingIn.remove(client);
        do {
            client.key(gateway.cancelKeys().key(lastNumber++, loop.index()));
        } while (loggedIn.containsKey(client.key().pid()));
        loggedIn.put(client.key().pid(), client);
    }

    /** Cancels what the client with this key is doing; a wrong key is passed over. */
    void cancel(StartupPacket.CancelRequest request, Runnable done) {
        Client client = loggedIn.get(request.pid());
        if (client != null && client.key().secret() == request.secret()) {
            client.cancel(done);
        } else {
            done.run();
        }
    }

    /** The id of the client with this process id in its cancel key; 0 for none. */
    public long idOf(int pid) {
        Client client = loggedIn.get(pid);
        return client == null ? 0 : client.id();
    }

    public PoolSessions sessionsOf(Pool pool) {
        return sessions.computeIfAbsent(pool, made -> {
            PoolSessions shared = new PoolSessions(made.settings());
            shared.placeholders().track(gateway.rules().config().session().trackedPlaceholders());
            return shared;
        });
    }

    /** The configuration says something else now. */
    public void reload(Config config) {
        sessions.values()
                .forEach(shared -> shared.placeholders().track(config.session().trackedPlaceholders()));
    }

    /** Clients that are not logged in yet. */
    public Collection<Client> loggingIn() {
        return loggingIn;
    }

    public Collection<Client> loggedIn() {
        return loggedIn.values();
    }

    public Loop loop() {
        return loop;
    }

    public Pools pools() {
        return pools;
    }

    /** Who listens for the sessions of each database. */
    public Hubs hubs() {
        return relays.hubs();
    }

    RelayContext relays() {
        return relays;
    }

    Gateway gateway() {
        return gateway;
    }
}
