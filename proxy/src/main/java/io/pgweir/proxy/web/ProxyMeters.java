package io.pgweir.proxy.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.PoolKey;
import io.pgweir.proxy.session.PinReason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/**
 * The metrics. Loops count in plain fields of their own; a scrape asks each for a copy, and every meter reads from the
 * last copy. docs/metrics.md is generated from the names here.
 */
final class ProxyMeters {
    private static final long PATIENCE_SECONDS = 5;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<PoolKey, PoolSample> latest = new ConcurrentHashMap<>();
    private final Overview overview;
    private final Loop loop;

    /** @param loop where answers of the other loops come together */
    ProxyMeters(Overview overview, Loop loop) {
        this.overview = overview;
        this.loop = loop;
        Gauge.builder(
                        "pgweir_clients",
                        overview,
                        asked -> asked.gateway().limits().all())
                .description("Clients connected, those logging in included")
                .register(registry);
        Gauge.builder(
                        "pgweir_clients_max",
                        overview,
                        asked -> asked.gateway().rules().config().clients().max())
                .description("max_client_conn")
                .register(registry);
    }

    /** The text of a scrape. */
    String scrape() {
        CompletableFuture<List<PoolSample>> answer = new CompletableFuture<>();
        overview.collect(loop, PoolSample::of, answer::complete);
        try {
            answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).forEach(this::take);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return "# the event loops do not answer\n";
        }
        return registry.scrape();
    }

    private void take(PoolSample sample) {
        if (latest.put(sample.key(), sample) == null) {
            register(sample.key());
        }
    }

    private void register(PoolKey key) {
        counter(key, "pgweir_transactions", "Transactions", sample -> sample.stats().transactions);
        counter(key, "pgweir_queries", "Queries", sample -> sample.stats().queries);
        counter(key, "pgweir_assignments", "Leases of a server", sample -> sample.stats().assignments);
        counter(key, "pgweir_received_bytes", "Bytes from clients", sample -> sample.stats().receivedBytes);
        counter(key, "pgweir_sent_bytes", "Bytes to clients", sample -> sample.stats().sentBytes);
        counter(key, "pgweir_transaction_seconds", "Time in transactions", s -> s.stats().transactionNanos / 1e9);
        counter(key, "pgweir_query_seconds", "Time in queries", sample -> sample.stats().queryNanos / 1e9);
        counter(key, "pgweir_wait_seconds", "Time clients waited for a server", s -> s.stats().waitNanos / 1e9);
        counter(key, "pgweir_client_parses", "Parse messages from clients", s -> s.stats().clientParses);
        counter(key, "pgweir_server_parses", "Parse messages to servers", s -> s.stats().serverParses);
        counter(key, "pgweir_binds", "Bind messages", sample -> sample.stats().binds);
        counter(key, "pgweir_logins", "Logins", sample -> sample.stats().logins);
        counter(
                key,
                "pgweir_stray_notifications",
                "Notifications on a shared server: a LISTEN was left there and was ended",
                sample -> sample.stats().strayNotifications);
        clients(key, "active", PoolSample::clientsActive);
        clients(key, "waiting", PoolSample::clientsWaiting);
        servers(key, "active", PoolSample::serversActive);
        servers(key, "idle", PoolSample::serversIdle);
        servers(key, "other", PoolSample::serversOther);
        servers(key, "opening", PoolSample::serversOpening);
        servers(key, "dedicated", PoolSample::serversDedicated);
        gauge(key, "pgweir_pool_size", "Servers that the pool may have", Tags.empty(), PoolSample::size);
        gauge(
                key,
                "pgweir_longest_wait_seconds",
                "How long the first waiter has been waiting",
                Tags.empty(),
                PoolSample::longestWaitSeconds);
        for (PinReason reason : PinReason.values()) {
            Tags tag = Tags.of("reason", reason.name());
            gauge(
                    key,
                    "pgweir_pins",
                    "Sessions with a server of their own",
                    tag,
                    sample -> sample.pins().getOrDefault(reason, 0));
        }
    }

    private void clients(PoolKey key, String state, ToDoubleFunction<PoolSample> value) {
        gauge(key, "pgweir_pool_clients", "Clients of the pool by state", Tags.of("state", state), value);
    }

    private void servers(PoolKey key, String state, ToDoubleFunction<PoolSample> value) {
        gauge(key, "pgweir_pool_servers", "Servers of the pool by state", Tags.of("state", state), value);
    }

    private void counter(PoolKey key, String name, String help, ToDoubleFunction<PoolSample> value) {
        FunctionCounter.builder(name, latest, samples -> value.applyAsDouble(samples.get(key)))
                .description(help)
                .tags(tags(key))
                .register(registry);
    }

    private void gauge(PoolKey key, String name, String help, Tags more, ToDoubleFunction<PoolSample> value) {
        Gauge.builder(name, latest, samples -> value.applyAsDouble(samples.get(key)))
                .description(help)
                .tags(tags(key).and(more))
                .register(registry);
    }

    private static Tags tags(PoolKey key) {
        return Tags.of("database", key.database(), "user", key.user());
    }
}
