package io.pgweir.proxy.server;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * From an endpoint to an address. Names are looked up on the worker and kept for a while; a name with several
 * addresses gives them in turn.
 */
public final class AddressResolver {
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(15);

    private record Answer(InetAddress[] addresses, long atNanos, AtomicInteger turn) {
        boolean fresh() {
            return System.nanoTime() - atNanos < KEEP_NANOS;
        }

        InetAddress next() {
            return addresses[Math.floorMod(turn.getAndIncrement(), addresses.length)];
        }
    }

    /** Gets the address, or the reason why there is none; on the loop that asked. */
    public interface Asker {
        void resolved(SocketAddress address);

        void unresolved(String reason);
    }

    private final Executor worker;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();

    public AddressResolver(Executor worker) {
        this.worker = worker;
    }

    /** Looks the endpoint up; the answer may come before this returns. */
    public void resolve(Endpoint endpoint, Loop loop, Asker asker) {
        if (endpoint.unixSocket()) {
            asker.resolved(new DomainSocketAddress(endpoint.socketPath()));
            return;
        }
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(endpoint.host());
        Answer answer = known.get(endpoint.host());
        if (literal != null) {
            asker.resolved(new InetSocketAddress(literal, endpoint.port()));
        } else if (answer != null && answer.fresh()) {
            asker.resolved(new InetSocketAddress(answer.next(), endpoint.port()));
        } else {
            ask(endpoint, result -> loop.execute(() -> result.accept(asker)), asker);
        }
    }

    private void ask(Endpoint endpoint, Consumer<Consumer<Asker>> backOnLoop, Asker asker) {
        try {
            worker.execute(() -> backOnLoop.accept(lookedUp(endpoint)));
        } catch (RejectedExecutionException e) {
            asker.unresolved("too many name look-ups are waiting");
        }
    }

    private Consumer<Asker> lookedUp(Endpoint endpoint) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(endpoint.host());
            Answer answer = new Answer(addresses, System.nanoTime(), new AtomicInteger());
            known.put(endpoint.host(), answer);
            InetSocketAddress address = new InetSocketAddress(answer.next(), endpoint.port());
            return asker -> asker.resolved(address);
        } catch (UnknownHostException e) {
            return asker -> asker.unresolved("server DNS lookup failed: " + endpoint.host());
        }
    }
}
