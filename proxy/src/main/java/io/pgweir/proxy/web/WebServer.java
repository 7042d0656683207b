package io.pgweir.proxy.web;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /healthz} and {@code /readyz}, on one thread of its own: what it asks of the loops it
 * waits for here, never there.
 */
public final class WebServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "http");
        made.setDaemon(true);
        return made;
    });

    /**
     * Starts to listen.
     *
     * @param metrics asked at each scrape
     * @throws IOException when the address cannot be had
     */
    public WebServer(InetSocketAddress address, Supplier<String> metrics, Health health) throws IOException {
        server = HttpServer.create(address, 16);
        server.setExecutor(thread);
        HttpContext unused = server.createContext("/", exchange -> serve(exchange, metrics, health));
        server.start();
    }

    /** By the whole path: the server's own contexts would take {@code /metricsx} for {@code /metrics}. */
    private static void serve(HttpExchange exchange, Supplier<String> metrics, Health health) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/metrics" -> answer(exchange, 200, METRICS, metrics.get());
            case "/healthz" -> answer(exchange, 200, TEXT, "ok\n");
            case "/readyz" -> answerReady(exchange, health.ready());
            default -> answer(exchange, 404, TEXT, "not found: try /metrics, /healthz, /readyz\n");
        }
    }

    private static void answerReady(HttpExchange exchange, boolean ready) throws IOException {
        answer(exchange, ready ? 200 : 503, TEXT, ready ? "ready\n" : "draining\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
        exchange.close();
    }

    /** Where it listens, with the port that it got. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
