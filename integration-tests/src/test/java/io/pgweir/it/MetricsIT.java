package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side: metrics for Prometheus, health for whoever starts and drains us. */
@IntegrationTest
final class MetricsIT {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[^}]*})?) (\\S+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final int httpPort = Ports.free();

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        pgweir = new PgweirConfig(postgres)
                .with("admin", "{users: [admin], http: {port: " + httpPort + "}}")
                .start();
        pgweir.process().awaitLine("metrics and health on");
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    MetricsIT() throws IOException {
        // the port is looked for as soon as there is an object
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Reads the text format; whatever is no comment must be a sample. */
    private Map<String, Double> samples() throws IOException, InterruptedException {
        HttpResponse<String> scrape = get("/metrics");
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        Map<String, Double> samples = new TreeMap<>();
        for (String line : scrape.body().split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(samples.put(sample.group(1), Double.valueOf(sample.group(2))))
                        .as("twice: " + line)
                        .isNull();
            }
        }
        return samples;
    }

    private static double sum(Map<String, Double> samples, String part, String... tags) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().matches(part + "(\\{.*)?"))
                .filter(sample -> List.of(tags).stream().allMatch(sample.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void counters_move_with_the_work() throws Exception {
        try (WireClient client = pgweir.wire("postgres", "alice")) {
            client.query("SELECT 1");
            Map<String, Double> before = samples();

            for (int i = 0; i < 5; i++) {
                client.query("SELECT 1");
            }
            client.query("BEGIN; SELECT 1");
            Map<String, Double> after = samples();

            String pool = "database=\"postgres\",user=\"alice\"";
            assertThat(after.keySet()).anyMatch(name -> name.contains(pool));
            List<String> moved = after.keySet().stream()
                    .filter(name -> name.contains(pool) && name.contains("_total"))
                    .filter(name -> after.getOrDefault(name, 0.0) > before.getOrDefault(name, 0.0))
                    .toList();
            assertThat(moved)
                    .anyMatch(name -> name.contains("quer"))
                    .anyMatch(name -> name.contains("transaction"))
                    .anyMatch(name -> name.contains("bytes"));
            String queries = moved.stream()
                    .filter(name -> name.matches("pgweir_quer[a-z]*_total.*"))
                    .findFirst()
                    .orElseThrow();
            assertThat(after.getOrDefault(queries, 0.0) - before.getOrDefault(queries, 0.0))
                    .isEqualTo(6);
            client.query("COMMIT");
        }
    }

    @Test
    void every_metric_has_its_help_and_type() throws Exception {
        pgweir.wire("postgres", "alice").close();

        String text = get("/metrics").body();

        for (String name : samples().keySet()) {
            String family = name.replaceAll("\\{.*", "");
            assertThat(text).contains("# HELP " + family + " ", "# TYPE " + family + " ");
            assertThat(family).startsWith("pgweir_");
        }
        assertThat(sum(samples(), ".*")).isPositive();
    }

    @Test
    void health_and_readiness_are_told() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/metricsx", "/metrics/x", "/healthz/../nothing", "/readyzz"})
    void an_unknown_path_is_not_found(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }
}
