package io.pgweir.proxy.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A LISTEN through a transaction pool: what other poolers break. */
final class DemoListen {
    private static final int PATIENCE_MILLIS = 5_000;

    private DemoListen() {}

    /** Shows it; answers whether the notification came. */
    static boolean run(int proxyPort, Consumer<String> say) throws SQLException {
        try (Connection listener = connect(proxyPort);
                Connection notifier = connect(proxyPort)) {
            execute(listener, "LISTEN demo");
            long start = System.nanoTime();
            execute(notifier, "NOTIFY demo, 'hello'");
            PGNotification[] notifications = listener.unwrap(PGConnection.class).getNotifications(PATIENCE_MILLIS);
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
            boolean well = notifications != null
                    && notifications.length == 1
                    && notifications[0].getParameter().equals("hello");
            say.accept((well ? "OK  " : "FAIL") + "  LISTEN in transaction mode: the notification came after " + micros
                    + " us.");
            return well;
        }
    }

    static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable", "postgres", "");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
