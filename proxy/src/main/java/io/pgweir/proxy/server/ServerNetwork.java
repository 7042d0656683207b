package io.pgweir.proxy.server;

import io.pgweir.proxy.net.Connector;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.net.Loops;
import io.pgweir.proxy.net.SocketOptions;
import io.pgweir.proxy.route.Endpoint;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** What every way to a server needs: sockets, names, TLS, the worker. One for the process. */
public final class ServerNetwork {
    private final Loops loops;
    private final SocketOptions options;
    private final AddressResolver resolver;
    private final ServerTls tls;
    private final Executor worker;
    private final AtomicLong ids;

    /** @param ids counts clients and servers */
    public ServerNetwork(Loops loops, SocketOptions options, ServerTls tls, Executor worker, AtomicLong ids) {
        this.loops = loops;
        this.options = options;
        this.resolver = new AddressResolver(worker);
        this.tls = tls;
        this.worker = worker;
        this.ids = ids;
    }

    void resolve(Endpoint endpoint, Loop loop, AddressResolver.Asker asker) {
        resolver.resolve(endpoint, loop, asker);
    }

    /** How many addresses the host has, as far as is known. */
    int addresses(Endpoint host) {
        return resolver.addresses(host);
    }

    /** How long the addresses of names are kept, and failures to get them. */
    public void keepNames(Duration answers, Duration failures) {
        resolver.keep(answers, failures);
    }

    /** The names of servers that were looked up. */
    public List<AddressResolver.Known> knownNames() {
        return resolver.known();
    }

    void connect(Loop loop, SocketAddress address, Connector connector) {
        loops.connect(loop, address, options, connector);
    }

    ServerTls tls() {
        return tls;
    }

    Executor worker() {
        return worker;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Opens a server connection on this loop; the listener is told how it ended, never before this returns. */
    public ServerOpening open(Loop loop, LoginTarget target, LoginListener listener) {
        ServerOpening opening = new ServerOpening(this, loop, target, listener);
        loop.execute(opening::start);
        return opening;
    }

    /**
     * Sends a cancel request for what the server is doing; ended runs when the server's side of it is over.
     *
     * @param patience how long that may take before the server is given up; 0 is for ever
     */
    public CancelRequest cancel(ServerConnection server, Duration patience, Runnable ended) {
        CancelRequest request = new CancelRequest(this, server, ended);
        request.start(patience);
        return request;
    }
}
