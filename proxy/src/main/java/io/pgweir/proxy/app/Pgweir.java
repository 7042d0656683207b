package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigDiff;
import io.pgweir.config.HttpConfig;
import io.pgweir.config.LogConfig;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Gateway;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.client.Rules;
import io.pgweir.proxy.console.Console;
import io.pgweir.proxy.console.Control;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.net.Loops;
import io.pgweir.proxy.pool.Caps;
import io.pgweir.proxy.pool.PoolContext;
import io.pgweir.proxy.pool.Pools;
import io.pgweir.proxy.pool.SessionDefaults;
import io.pgweir.proxy.relay.RelayContext;
import io.pgweir.proxy.server.ServerNetwork;
import io.pgweir.proxy.server.ServerTls;
import io.pgweir.proxy.server.TrackedParameters;
import io.pgweir.proxy.web.Scrapes;
import io.pgweir.proxy.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running proxy: everything is made here, by hand, and handed what it needs. One process may hold several.
 *
 * <p>From the bottom up: loops, the way to servers, and per loop pools, relays and clients; above them the gateway that
 * clients come in by, the console and the HTTP side.
 */
public final class Pgweir implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pgweir.class);

    private final Worker worker = new Worker();
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong ids = new AtomicLong();
    private final ServerTls serverTls = new ServerTls();
    private final RuleBook ruleBook = new RuleBook(random, worker);
    private final List<RelayContext> relays = new ArrayList<>();
    private final Loops loops;
    private final ServerNetwork network;
    private final Gateway gateway;
    private final Overview overview;
    private final Listeners listeners;
    private volatile Optional<WebServer> web = Optional.empty();

    /**
     * Starts.
     *
     * @param control what the console can order of the process
     * @throws IOException when an address or a file cannot be had
     */
    public Pgweir(Config config, Control control) throws IOException {
        int threads =
                config.ioThreads().orElse(Loops.automatic(Runtime.getRuntime().availableProcessors()));
        boolean channels = System.getProperty("link", "handle").equals("channel");
        loops = new Loops(threads, channels, config.clients().maxPending().bytes());
        gateway = new Gateway(ruleBook.rules(config), threads, ids, random);
        gateway.knownUsers(ruleBook.users());
        overview = new Overview(gateway);
        gateway.console(new Console(overview, control));
        network = new ServerNetwork(loops, Listeners.options(config.listen()), serverTls, worker, ids);
        addLoops(config);
        gateway.openForcedPools();
        StatsLog.start(overview, () -> gateway.rules().config().log(), loops.first());
        listeners = new Listeners(loops, gateway);
        listeners.open(config.listen());
        HttpConfig http = config.admin().http();
        if (http.port() > 0) {
            worker.execute(() -> startWeb(http));
        }
    }

    private void keepNames(Config config) {
        network.keepNames(config.connections().dnsMaxTtl(), config.connections().dnsNxdomainTtl());
    }

    private void addLoops(Config config) {
        TrackedParameters tracked = new TrackedParameters(config.session().trackExtraParameters());
        Caps caps = new Caps();
        keepNames(config);
        SessionDefaults defaults = new SessionDefaults();
        Supplier<LogConfig> log = () -> gateway.rules().config().log();
        for (Loop loop : loops.all()) {
            RelayContext relay = new RelayContext(loop, network, config);
            Pools pools = new Pools(loop, new PoolContext(network, ruleBook, tracked, relay, defaults, log), caps);
            pools.statsPeriod(config.log().statsPeriod());
            relays.add(relay);
            gateway.add(new Clients(loop, gateway, pools, relay));
        }
    }

    /** Clients need not wait for it, and without it they are served as well. */
    private void startWeb(HttpConfig http) {
        InetSocketAddress address = new InetSocketAddress(http.address(), http.port());
        try {
            web = Optional.of(new WebServer(address, new Scrapes(overview, loops.first()), () -> !gateway.closing()));
            LOG.atInfo().log("metrics and health on {}", address);
        } catch (IOException e) {
            LOG.atError().log("no metrics and health, cannot listen on {}: {}", address, e.getMessage());
        }
    }

    /**
     * Goes on by another configuration: what can be applied is, and what needs a restart is named in the log.
     *
     * @throws IOException when a file cannot be used; then nothing is changed
     */
    public void reload(Config config) throws IOException {
        List<String> later = ConfigDiff.restartNeeded(gateway.rules().config(), config);
        later.forEach(path -> LOG.atWarn().addKeyValue("setting", path).log("a change needs a restart"));
        Rules rules = ruleBook.rules(config);
        serverTls.forget();
        keepNames(config);
        gateway.rules(rules);
        gateway.knownUsers(ruleBook.users());
        for (int i = 0; i < relays.size(); i++) {
            RelayContext relay = relays.get(i);
            Clients clients = gateway.clients().get(i);
            clients.loop().execute(() -> {
                relay.reload(config);
                clients.reload(config);
                clients.pools().statsPeriod(config.log().statsPeriod());
                clients.reload(rules.router());
            });
        }
        gateway.openForcedPools();
    }

    /** Where it listens for clients. */
    public List<SocketAddress> addresses() {
        return listeners.addresses();
    }

    /** Where it serves metrics and health. */
    public Optional<InetSocketAddress> webAddress() {
        return web.map(WebServer::address);
    }

    public Overview overview() {
        return overview;
    }

    Loop firstLoop() {
        return loops.first();
    }

    /** For what must not run on a loop. */
    void offLoop(Runnable task) {
        worker.execute(task);
    }

    /** Takes no new clients; those that are there go on. */
    void closeDoors() {
        gateway.closeDoors();
        listeners.closeTcp();
    }

    @Override
    public void close() {
        listeners.close();
        web.ifPresent(WebServer::close);
        loops.close();
        worker.shutdownNow();
    }
}
