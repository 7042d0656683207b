package io.pgweir.proxy.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.PoolKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The metrics. Loops count in plain fields of their own; a scrape asks each for a copy, and every meter reads from the
 * last copy.
 */
final class ProxyMeters {
    private static final long PATIENCE_SECONDS = 5;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<PoolKey, PoolSample> latest = new ConcurrentHashMap<>();
    private final Map<PoolKey, List<Meter>> meters = new HashMap<>();
    private final Overview overview;
    private final Loop loop;

    /** @param loop where answers of the other loops come together */
    ProxyMeters(Overview overview, Loop loop) {
        this.overview = overview;
        this.loop = loop;
        for (ProcessMeter meter : ProcessMeter.ALL) {
            Gauge.builder(meter.name(), overview.gateway(), meter.value())
                    .description(meter.help())
                    .register(registry);
        }
    }

    /** The text of a scrape. */
    synchronized String scrape() {
        CompletableFuture<List<PoolSample>> answer = new CompletableFuture<>();
        overview.collect(loop, PoolSample::of, answer::complete);
        try {
            take(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return "# the event loops do not answer\n";
        }
        return registry.scrape();
    }

    private void take(List<PoolSample> samples) {
        Set<PoolKey> gone = new HashSet<>(latest.keySet());
        for (PoolSample sample : samples) {
            gone.remove(sample.key());
            if (latest.put(sample.key(), sample) == null) {
                meters.put(
                        sample.key(),
                        PoolMeter.ALL.stream()
                                .map(meter -> register(meter, sample.key()))
                                .toList());
            }
        }
        gone.forEach(this::forget);
    }

    private void forget(PoolKey key) {
        latest.remove(key);
        List<Meter> its = meters.remove(key);
        if (its != null) {
            its.forEach(registry::remove);
        }
    }

    private Meter register(PoolMeter meter, PoolKey key) {
        Tags tags = Tags.of("database", key.database(), "user", key.user()).and(meter.tags());
        return meter.counter()
                ? FunctionCounter.builder(meter.name(), latest, samples -> meter.valueOf(samples.get(key)))
                        .description(meter.help())
                        .tags(tags)
                        .register(registry)
                : Gauge.builder(meter.name(), latest, samples -> meter.valueOf(samples.get(key)))
                        .description(meter.help())
                        .tags(tags)
                        .register(registry);
    }
}
