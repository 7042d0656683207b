package io.pgweir.proxy.web;

import io.micrometer.core.instrument.Tags;
import io.pgweir.proxy.session.Compatibility;
import io.pgweir.proxy.session.PinReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A metric that every pool has, tagged with its database and user. docs/metrics.md is generated from the list.
 *
 * @param counter whether it only ever grows; Prometheus then sees its name with {@code _total}
 */
record PoolMeter(boolean counter, String name, Tags tags, String help, ToDoubleFunction<PoolSample> value) {
    static final List<PoolMeter> ALL = all();

    private static List<PoolMeter> all() {
        List<PoolMeter> meters = new ArrayList<>(List.of(
                counter("pgweir_transactions", "Transactions", sample -> sample.stats().transactions),
                counter("pgweir_queries", "Queries", sample -> sample.stats().queries),
                counter("pgweir_assignments", "Leases of a server", sample -> sample.stats().assignments),
                counter("pgweir_received_bytes", "Bytes from clients", sample -> sample.stats().receivedBytes),
                counter("pgweir_sent_bytes", "Bytes to clients", sample -> sample.stats().sentBytes),
                counter("pgweir_transaction_seconds", "Time in transactions", s -> s.stats().transactionNanos / 1e9),
                counter("pgweir_query_seconds", "Time in queries", sample -> sample.stats().queryNanos / 1e9),
                counter("pgweir_wait_seconds", "Time clients waited for a server", s -> s.stats().waitNanos / 1e9),
                counter("pgweir_client_parses", "Parse messages from clients", s -> s.stats().clientParses),
                counter("pgweir_server_parses", "Parse messages to servers", s -> s.stats().serverParses),
                counter("pgweir_binds", "Bind messages", sample -> sample.stats().binds),
                counter("pgweir_logins", "Logins", sample -> sample.stats().logins),
                counter(
                        "pgweir_stray_notifications",
                        "Notifications on a shared server: a LISTEN was left there and was ended",
                        sample -> sample.stats().strayNotifications),
                counter("pgweir_audits", "Censuses about state that user-defined code left", PoolSample::audits),
                counter(
                        "pgweir_leaks",
                        "Statements found to leave state that their text does not show",
                        PoolSample::leaks),
                gauge(
                        "pgweir_listeners",
                        Tags.empty(),
                        "Sessions that listen through a shared connection",
                        PoolSample::listeners),
                gauge(
                        "pgweir_shared_listens",
                        Tags.empty(),
                        "Connections that listen for sessions; they count as dedicated servers, too",
                        PoolSample::sharedListens),
                gauge("pgweir_pool_size", Tags.empty(), "Servers that the pool may have", PoolSample::size),
                gauge(
                        "pgweir_longest_wait_seconds",
                        Tags.empty(),
                        "How long the first waiter has been waiting",
                        PoolSample::longestWaitSeconds),
                clients("active", PoolSample::clientsActive),
                clients("waiting", PoolSample::clientsWaiting),
                servers("active", PoolSample::serversActive),
                servers("idle", PoolSample::serversIdle),
                servers("other", PoolSample::serversOther),
                servers("opening", PoolSample::serversOpening),
                servers("dedicated", PoolSample::serversDedicated)));
        for (PinReason reason : PinReason.values()) {
            meters.add(gauge(
                    "pgweir_pins",
                    Tags.of("reason", reason.name()),
                    "Sessions with a server of their own, by reason",
                    sample -> sample.pins().getOrDefault(reason, 0)));
        }
        for (String feature : Compatibility.features()) {
            meters.add(new PoolMeter(
                    true,
                    "pgweir_incompatible_statements",
                    Tags.of("feature", feature),
                    "With session_state: report, statements that a pooler without session tracking breaks",
                    sample -> sample.incompatible().getOrDefault(feature, 0L)));
        }
        return meters;
    }

    private static PoolMeter counter(String name, String help, ToDoubleFunction<PoolSample> value) {
        return new PoolMeter(true, name, Tags.empty(), help, value);
    }

    private static PoolMeter gauge(String name, Tags tags, String help, ToDoubleFunction<PoolSample> value) {
        return new PoolMeter(false, name, tags, help, value);
    }

    private static PoolMeter clients(String state, ToDoubleFunction<PoolSample> value) {
        return gauge("pgweir_pool_clients", Tags.of("state", state), "Clients of the pool by state", value);
    }

    private static PoolMeter servers(String state, ToDoubleFunction<PoolSample> value) {
        return gauge("pgweir_pool_servers", Tags.of("state", state), "Servers of the pool by state", value);
    }

    /** The value in a sample; 0 for a pool that is gone. */
    double valueOf(@Nullable PoolSample sample) {
        return sample == null ? 0 : value.applyAsDouble(sample);
    }
}
