package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.ServerFrames.key;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that does what the test says. Logins run by themselves, each on a thread of its own; a connection that
 * is logged in waits for the test under the name of its database, or answers by itself ({@link #answers}).
 */
public final class FakeServer implements AutoCloseable {
    private static final int FIRST_PID = 101;
    private static final int PATIENCE_SECONDS = 10;
    private static final int SSL_REQUEST = ClientFrames.sslRequest().intAt(0);
    private static final int CANCEL_REQUEST = ClientFrames.cancelRequest(0, 0).intAt(0);
    private static final int BACKLOG = 128;

    private final ServerSocket listener;
    private final Map<String, String> reports = new ConcurrentHashMap<>(Map.of(
            "server_version", "15.0",
            "client_encoding", "UTF8",
            "DateStyle", "ISO, MDY",
            "TimeZone", "UTC",
            "IntervalStyle", "postgres",
            "standard_conforming_strings", "on",
            "application_name", ""));
    private final Map<String, BlockingQueue<FakeConnection>> connections = new ConcurrentHashMap<>();
    private final BlockingQueue<FakeCancel> cancels = new LinkedBlockingQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Login login = Login.trust();
    private volatile String sslAnswer = "N";
    private volatile @Nullable Answers answers;

    /** Starts to listen. */
    public FakeServer() {
        try {
            listener = new ServerSocket();
            listener.setReceiveBufferSize(Wire.BUFFER_BYTES);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("fake-server", this::acceptAll);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How clients log in from now on. */
    public void login(Login next) {
        login = next;
    }

    /** What it says to an SSLRequest from now on. */
    public void sslAnswer(String bytes) {
        sslAnswer = bytes;
    }

    /** What it reports at a login from now on. */
    public void reports(String name, String value) {
        reports.put(name, value);
    }

    /** From now on connections are not for the test: they answer by themselves. */
    public void answers(Answers next) {
        answers = next;
    }

    /** The next connection that is logged in to this database. */
    public FakeConnection connection(String database) {
        return next(connectionsOf(database), "connection to " + database);
    }

    private BlockingQueue<FakeConnection> connectionsOf(String database) {
        return connections.computeIfAbsent(database, name -> new LinkedBlockingQueue<>());
    }

    /** The next cancel request. */
    public FakeCancel cancel() {
        return next(cancels, "cancel request");
    }

    /** Connections that came, cancel requests included. */
    public int accepted() {
        return accepted.get();
    }

    /** Whether a connection to this database is waiting that no test asked for yet. */
    public boolean hasConnection(String database) {
        return !connectionsOf(database).isEmpty();
    }

    private <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + what + " came to the server; " + accepted + " came in all");
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                start("fake-server-" + number, () -> serve(socket, FIRST_PID + number));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket, int pid) {
        try {
            FakeConnection connection = new FakeConnection(socket, pid);
            Frame packet = connection.nextUntyped();
            if (packet.intAt(0) == SSL_REQUEST) {
                connection.send(sslAnswer.getBytes(StandardCharsets.ISO_8859_1));
                packet = connection.nextUntyped();
            }
            if (packet.intAt(0) == CANCEL_REQUEST) {
                cancels.add(new FakeCancel(packet.intAt(Integer.BYTES), packet.intAt(2 * Integer.BYTES), socket));
            } else {
                begin(connection, packet);
            }
        } catch (IOException | AssertionError e) {
            boolean proxyWent = e.getCause() instanceof EOFException || e.getCause() instanceof SocketException;
            if (!proxyWent && !socket.isClosed() && !listener.isClosed()) {
                failures.add(e);
            }
        }
    }

    private void begin(FakeConnection connection, Frame packet) {
        connection.startup(packet);
        login.run(connection);
        if (connection.socket().isClosed()) {
            return;
        }
        reports.forEach((name, value) -> connection.send(parameter(name, value)));
        connection.send(key(connection.pid(), connection.secret()), ready());
        Answers automatic = answers;
        if (automatic == null) {
            connectionsOf(connection.startup().getOrDefault("database", "")).add(connection);
        } else {
            automatic.serve(connection);
        }
    }

    /** What went wrong while clients logged in. */
    public Queue<Throwable> failures() {
        return failures;
    }

    /** Ends all connections and listens no more. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
