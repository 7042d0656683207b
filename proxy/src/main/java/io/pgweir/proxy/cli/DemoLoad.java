package io.pgweir.proxy.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Many clients at once, each with a connection that it keeps, over few servers. */
final class DemoLoad {
    private static final int TRANSACTIONS_EACH = 20;
    private static final String SERVERS =
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final int proxyPort;
    private final AtomicInteger done = new AtomicInteger();
    private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();

    private DemoLoad(int proxyPort) {
        this.proxyPort = proxyPort;
    }

    /** Shows it; answers whether all went well. */
    static boolean run(int serverPort, int proxyPort, int clients, int servers, Consumer<String> say)
            throws SQLException, InterruptedException {
        return new DemoLoad(proxyPort).show(serverPort, clients, servers, say);
    }

    private boolean show(int serverPort, int clients, int servers, Consumer<String> say)
            throws SQLException, InterruptedException {
        long start = System.nanoTime();
        CountDownLatch running = new CountDownLatch(clients);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> client(running), "client-" + i);
            threads.add(thread);
            thread.start();
        }
        int most = mostServers(serverPort, running);
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean well = failures.isEmpty() && done.get() == clients * TRANSACTIONS_EACH && most <= servers;
        say.accept(String.format(
                "%s  %d clients ran %d transactions in %.1f s; PostgreSQL never saw more than %d connections of them.",
                well ? "OK  " : "FAIL", clients, done.get(), seconds, most));
        failures.stream().limit(3).forEach(error -> say.accept("      " + error.getMessage()));
        return well;
    }

    private void client(CountDownLatch running) {
        try (Connection connection = DemoListen.connect(proxyPort);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < TRANSACTIONS_EACH; i++) {
                statement.execute("SELECT pg_sleep(0.001)");
                done.incrementAndGet();
            }
        } catch (SQLException e) {
            failures.add(e);
        } finally {
            running.countDown();
        }
    }

    private static int mostServers(int serverPort, CountDownLatch running) throws SQLException, InterruptedException {
        int most = 0;
        try (Connection direct = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + serverPort + "/postgres", "postgres", "");
                Statement statement = direct.createStatement()) {
            do {
                try (ResultSet rows = statement.executeQuery(SERVERS)) {
                    rows.next();
                    most = Math.max(most, rows.getInt(1));
                }
            } while (!running.await(50, TimeUnit.MILLISECONDS));
        }
        return most;
    }
}
