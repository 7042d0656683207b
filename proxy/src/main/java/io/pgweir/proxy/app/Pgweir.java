package io.pgweir.proxy.app;

import io.netty.channel.unix.DomainSocketAddress;
import io.pgweir.config.Config;
import io.pgweir.config.ListenConfig;
import io.pgweir.config.UserList;
import io.pgweir.proxy.auth.Authenticator;
import io.pgweir.proxy.auth.SecretSource;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.auth.Verifiers;
import io.pgweir.proxy.client.ClientTls;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Gateway;
import io.pgweir.proxy.client.Rules;
import io.pgweir.proxy.net.Listener;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.net.Loops;
import io.pgweir.proxy.net.SocketOptions;
import io.pgweir.proxy.pool.Caps;
import io.pgweir.proxy.pool.PoolContext;
import io.pgweir.proxy.pool.Pools;
import io.pgweir.proxy.relay.RelayContext;
import io.pgweir.proxy.route.Router;
import io.pgweir.proxy.server.ServerNetwork;
import io.pgweir.proxy.server.ServerTls;
import io.pgweir.proxy.server.TrackedParameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The running proxy: everything is made here, by hand, and handed what it needs. */
public final class Pgweir implements AutoCloseable {
    private final Worker worker = new Worker();
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong ids = new AtomicLong();
    private final Loops loops;
    private final Gateway gateway;
    private final List<Listener> listeners = new ArrayList<>();

    public Pgweir(Config config) throws IOException {
        int threads = config.ioThreads().orElse(Loops.automatic(Runtime.getRuntime().availableProcessors()));
        loops = new Loops(
                threads,
                System.getProperty("link", "handle").equals("channel"),
                config.clients().maxPending().bytes());
        UserList users = config.auth().file().isPresent()
                ? UserList.load(Path.of(config.auth().file().get()))
                : UserList.EMPTY;
        SecretSource secrets = user -> users.secretOf(user).map(StoredSecret::of);
        byte[] key = new byte[32];
        random.nextBytes(key);
        Authenticator authenticator = new Authenticator(
                config.auth().type(),
                config.auth().file().isPresent(),
                secrets,
                new Verifiers(config.auth().scramIterations(), key),
                random,
                worker);
        Rules rules = new Rules(config, new Router(config), authenticator, ClientTls.of(config.listen().tls()));
        gateway = new Gateway(rules, threads, ids, random, client -> false);
        ServerNetwork network =
                new ServerNetwork(loops, options(config.listen()), new ServerTls(), worker, ids);
        TrackedParameters tracked = new TrackedParameters(config.session().trackExtraParameters());
        Caps caps = new Caps();
        for (Loop loop : loops.all()) {
            RelayContext relays = new RelayContext(loop, network, config);
            Pools pools = new Pools(loop, new PoolContext(network, secrets, tracked, relays), caps);
            gateway.add(new Clients(loop, gateway, pools, relays));
        }
        listen(config.listen());
    }

    private static SocketOptions options(ListenConfig listen) {
        return new SocketOptions(
                listen.backlog(),
                listen.soReuseport(),
                listen.tcpDeferAccept() ? 45 : 0,
                listen.tcpKeepalive(),
                (int) listen.tcpKeepidle().toSeconds(),
                (int) listen.tcpKeepintvl().toSeconds(),
                listen.tcpKeepcnt(),
                listen.tcpUserTimeout());
    }

    private void listen(ListenConfig listen) throws IOException {
        for (String address : listen.address()) {
            listeners.add(loops.listen(inet(address, listen.port()), options(listen), gateway));
        }
        Optional<String> directory = listen.unixSocketDir();
        if (directory.isPresent()) {
            Path path = Path.of(directory.get(), ".s.PGSQL." + listen.port());
            Files.deleteIfExists(path);
            listeners.add(loops.listen(new DomainSocketAddress(path.toFile()), options(listen), gateway));
        }
    }

    private static SocketAddress inet(String address, int port) {
        return address.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }

    /** Where it listens. */
    public List<SocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    @Override
    public void close() {
        listeners.forEach(Listener::close);
        loops.close();
        worker.shutdownNow();
    }
}
