package io.pgweir.proxy.client;

import io.pgweir.config.ListenMode;
import io.pgweir.config.UserConfig;
import io.pgweir.protocol.StartupPacket;
import io.pgweir.proxy.net.Acceptor;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.route.PoolKey;
import io.pgweir.proxy.route.Route;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Where clients come in: the rules they are met with, the limits, and which loop is whose home. */
public final class Gateway implements Acceptor {
    private static final int MAX_DEALT = 10_000; // anybody may send any name: this must not grow for ever

    private final List<Clients> clients = new ArrayList<>();
    private final ClientLimits limits = new ClientLimits();
    private final Switches switches = new Switches();
    private final Map<PoolKey, Integer> homes = new ConcurrentHashMap<>();
    private final AtomicInteger nextHome = new AtomicInteger();
    private final AtomicLong ids;
    private final CancelKeys cancelKeys;
    private volatile ConsoleDoor console = client -> false;
    private volatile Rules rules;
    private volatile Set<String> knownUsers = Set.of();
    private volatile boolean closing;

    /**
     * @param ids counts clients and servers
     */
    public Gateway(Rules rules, int loops, AtomicLong ids, SecureRandom random) {
        this.rules = rules;
        this.ids = ids;
        this.cancelKeys = new CancelKeys(loops, random);
    }

    /** Where clients of the console's database go. */
    public void console(ConsoleDoor door) {
        console = door;
    }

    /** A loop's clients; in the order of the loops, before anybody comes. */
    public void add(Clients some) {
        clients.add(some);
    }

    @Override
    public LinkHandler accepted(Link link) {
        Client client =
                new Client(ids.incrementAndGet(), link, clients.get(link.loop().index()));
        client.arrived();
        return new StartupPhase(client);
    }

    /**
     * The loop where the pool of this route is at home: pools are dealt out in turn, and by their names once there are
     * too many. Those that listen through one connection per database are at home where their database is.
     */
    Clients homeOf(Route route) {
        if (clients.size() == 1) {
            return clients.get(0);
        }
        PoolKey key = route.key();
        PoolKey dealtBy = route.pools().listen() == ListenMode.SHARED ? new PoolKey(key.database(), "") : key;
        Integer dealt = homes.get(key);
        if (dealt == null && homes.size() < MAX_DEALT) {
            int home = homes.computeIfAbsent(dealtBy, made -> nextHome.getAndIncrement() % clients.size());
            dealt = homes.computeIfAbsent(key, made -> home); // it stays there when the setting changes
        }
        return clients.get(dealt == null ? Math.floorMod(dealtBy.hashCode(), clients.size()) : dealt);
    }

    /** Makes the pools that keep servers also when nobody comes. */
    public void openForcedPools() {
        for (Route route : rules.router().alwaysOpen()) {
            Clients home = homeOf(route);
            home.loop().run(() -> {
                Pool unused = home.pools().pool(route);
            });
        }
    }

    /** Cancels for the client with this key, wherever it is; done runs when that is under way. */
    void cancel(StartupPacket.CancelRequest request, Runnable done) {
        int loop = cancelKeys.loopOf(request.pid());
        if (loop < 0) {
            done.run();
            return;
        }
        Clients home = clients.get(loop);
        home.loop().run(() -> home.cancel(request, done));
    }

    Duration idleTimeout(String user) {
        Rules now = rules;
        UserConfig said = now.config().users().get(user);
        Duration general = now.config().clients().idleTimeout();
        return said == null ? general : said.clientIdleTimeout().orElse(general);
    }

    int maxUserClients(String user, int general) {
        UserConfig said = rules.config().users().get(user);
        return said == null ? general : said.maxClients().orElse(general);
    }

    /** How clients are met now. */
    public Rules rules() {
        return rules;
    }

    /** Users that the auth file names. */
    public Set<String> knownUsers() {
        return knownUsers;
    }

    /** The auth file names these users now. */
    public void knownUsers(Set<String> users) {
        knownUsers = Set.copyOf(users);
    }

    /** From now on clients are met by these. */
    public void rules(Rules next) {
        rules = next;
    }

    /** No new session begins any more. */
    public void closeDoors() {
        closing = true;
    }

    /** Whether no new session begins any more. */
    public boolean closing() {
        return closing;
    }

    /** What operators switched. */
    public Switches switches() {
        return switches;
    }

    public ClientLimits limits() {
        return limits;
    }

    CancelKeys cancelKeys() {
        return cancelKeys;
    }

    ConsoleDoor console() {
        return console;
    }

    /** All clients, by loop. */
    public List<Clients> clients() {
        return clients;
    }
}
