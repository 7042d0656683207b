package io.pgweir.proxy.server;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * From an endpoint to an address. Names are looked up on the worker and kept for a while, failures too; a name with
 * several addresses gives them in turn.
 */
public final class AddressResolver {
    /** A name that was looked up. */
    private record Answer(List<InetAddress> addresses, long untilNanos, AtomicInteger turn) {
        boolean fresh() {
            return System.nanoTime() - untilNanos < 0;
        }

        InetAddress next() {
            return addresses.get(Math.floorMod(turn.getAndIncrement(), addresses.size()));
        }
    }

    /**
     * What is known of a name, as SHOW DNS_HOSTS tells it.
     *
     * @param ttlSeconds until it is looked up again
     * @param addresses none when the look-up failed
     */
    public record Known(String host, long ttlSeconds, List<String> addresses) {}

    /** Gets the address, or the reason why there is none; on the loop that asked. */
    public interface Asker {
        void resolved(SocketAddress address);

        void unresolved(String reason);
    }

    private final Executor worker;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();
    private final AtomicInteger firstTurn = new AtomicInteger();
    private volatile Duration maxTtl = Duration.ofSeconds(15);
    private volatile Duration failureTtl = Duration.ofSeconds(15);

    public AddressResolver(Executor worker) {
        this.worker = worker;
        // The JVM would keep names for times of its own, on top of ours.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** How long answers and failures are kept from now on. */
    void keep(Duration answers, Duration failures) {
        maxTtl = answers;
        failureTtl = failures;
    }

    /** The names that were looked up and are not forgotten yet. */
    public List<Known> known() {
        long now = System.nanoTime();
        return new TreeMap<>(known)
                .entrySet().stream()
                        .filter(entry -> entry.getValue().fresh())
                        .map(entry -> new Known(
                                entry.getKey(),
                                (entry.getValue().untilNanos() - now) / 1_000_000_000L,
                                entry.getValue().addresses().stream()
                                        .map(InetAddress::getHostAddress)
                                        .toList()))
                        .toList();
    }

    /** How many addresses the endpoint has, as far as is known: at least one. */
    int addresses(Endpoint endpoint) {
        Answer answer = endpoint.unixSocket() ? null : known.get(endpoint.host());
        return answer == null ? 1 : Math.max(1, answer.addresses().size());
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
            tell(asker, answer, endpoint);
        } else {
            ask(endpoint, result -> loop.execute(() -> result.accept(asker)), asker);
        }
    }

    private static void tell(Asker asker, Answer answer, Endpoint endpoint) {
        if (answer.addresses().isEmpty()) {
            asker.unresolved("server DNS lookup failed: " + endpoint.host());
        } else {
            asker.resolved(new InetSocketAddress(answer.next(), endpoint.port()));
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
        Answer answer = lookUp(endpoint.host());
        known.values().removeIf(old -> !old.fresh());
        known.put(endpoint.host(), answer);
        return asker -> tell(asker, answer, endpoint);
    }

    private Answer lookUp(String host) {
        try {
            return new Answer(List.of(InetAddress.getAllByName(host)), until(maxTtl), turn());
        } catch (UnknownHostException e) {
            return new Answer(List.of(), until(failureTtl), turn());
        }
    }

    /** Not always the first address after each look-up. */
    private AtomicInteger turn() {
        return new AtomicInteger(firstTurn.getAndIncrement());
    }

    private static long until(Duration ttl) {
        return System.nanoTime() + ttl.toNanos();
    }
}
