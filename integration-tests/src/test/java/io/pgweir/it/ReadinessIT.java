package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Console;
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
import org.junit.jupiter.api.Test;

/** What a load balancer sees while a pgweir is drained. */
@IntegrationTest
final class ReadinessIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static int status(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void readiness_drops_first_on_a_drain_and_metrics_stay(Postgres postgres) throws Exception {
        int port = Ports.free();
        PgweirConfig config = new PgweirConfig(postgres).with("admin", "{users: [admin], http: {port: " + port + "}}");
        try (PgweirProcess pgweir = config.start();
                WireClient client = pgweir.wire("postgres", "alice")) {
            pgweir.process().awaitLine("metrics and health on");
            assertThat(status(port, "/readyz")).isEqualTo(200);
            try (Console console = pgweir.console()) {
                console.run("SHUTDOWN WAIT_FOR_CLIENTS");
            }

            await().until(() -> status(port, "/readyz") == 503);

            assertThat(status(port, "/healthz")).isEqualTo(200);
            assertThat(status(port, "/metrics")).isEqualTo(200);
            assertThat(client.query("SELECT 1").value()).isEqualTo("1");
            client.terminate();
            assertThat(pgweir.process().awaitExit()).isZero();
        }
    }
}
