package io.pgweir.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.pgweir.config.Config;
import io.pgweir.config.ConfigFile;
import io.pgweir.proxy.app.Pgweir;
import io.pgweir.proxy.app.log.LogWriter;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Pool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A proxy in this process with a {@link FakeServer} behind it, for each test or, from a static field, for all tests of
 * a class. At its end it makes sure that every session ended, that no buffer is left and that no error was logged.
 */
public final class TestProxy
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SHOWN_LINES = 30;

    private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
            "listen", "{address: 127.0.0.1, port: 0}",
            "auth", "{type: trust}",
            "admin", "{users: [admin], stats_users: [stats], http: {port: 0}}",
            "databases", "{'*': {server: main}}",
            "session", "{audit: off, defer_begin: off}",
            "io_threads", "1"));
    private final Queue<WireClient> clients = new ConcurrentLinkedQueue<>();
    private Optional<Running> running = Optional.empty();
    private Optional<FakeServer> server = Optional.empty();
    private Optional<FakeServer> direct = Optional.empty();
    private String serverTls = "disable";
    private boolean channels;
    private boolean perClass;
    private String endOfLog = "";

    /** What there is between start and end. */
    private record Running(Pgweir pgweir, TestControl control, Path folder, long directBytesBefore) {}

    /** A top-level setting of the configuration, its value in YAML. */
    public TestProxy with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** Settings of the section session; a BEGIN goes to the server at once unless they defer it. */
    public TestProxy withSession(String values) {
        return with("session", "{audit: off, defer_begin: off, " + values + "}");
    }

    /** Plaintext links are Channels, too. */
    public TestProxy onChannels() {
        channels = true;
        return this;
    }

    /** What the proxy wants of its servers: a mode of TLS. */
    public TestProxy serverTls(String mode) {
        serverTls = mode;
        return this;
    }

    /** Sessions that need a server of their own go to another one. */
    public TestProxy withDirectServer() {
        direct = Optional.of(new FakeServer());
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        perClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!perClass) {
            start();
        }
    }

    /** Starts it; JUnit does this for fields. */
    public TestProxy start() throws IOException {
        server = Optional.of(new FakeServer());
        Path folder = Files.createTempDirectory("pgweir-test");
        LogWriter.PROCESS.open(Optional.of(folder.resolve("log")), Optional.empty(), false, 1);
        TestControl control = new TestControl();
        Config config = config(folder);
        long before = directBytes();
        System.setProperty("link", channels ? "channel" : "handle");
        running = Optional.of(new Running(new Pgweir(config, control), control, folder, before));
        System.clearProperty("link");
        return this;
    }

    private Config config(Path folder) throws IOException {
        String endpoint = "host: 127.0.0.1, port: %d, tls: {mode: %s}";
        String main = endpoint.formatted(server().port(), serverTls);
        String more = direct.map(other -> ", direct: {host: 127.0.0.1, port: %d}".formatted(other.port()))
                .orElse("");
        settings.putIfAbsent("servers", "{main: {" + main + more + "}}");
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        Path file = Files.writeString(folder.resolve("pgweir.yaml"), yaml);
        return ConfigFile.load(file).config();
    }

    private static long directBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private Running running() {
        return running.orElseThrow();
    }

    public Pgweir pgweir() {
        return running().pgweir();
    }

    /** What the console ordered. */
    public TestControl control() {
        return running().control();
    }

    public FakeServer server() {
        return server.orElseThrow();
    }

    /** PostgreSQL itself, where the server is only a pooler. */
    public FakeServer direct() {
        return direct.orElseThrow();
    }

    public int port() {
        return ((InetSocketAddress) pgweir().addresses().get(0)).getPort();
    }

    /** A client that has said nothing yet. */
    public WireClient connect() {
        try {
            WireClient client = new WireClient(port(), this::describe);
            clients.add(client);
            return client;
        } catch (IOException e) {
            throw new AssertionError(describe(), e);
        }
    }

    /** A client in a session; more names and values may follow those of its startup packet. */
    public WireClient login(String database, String... more) {
        List<String> startup = new ArrayList<>(List.of("user", "alice", "database", database));
        startup.addAll(List.of(more));
        return connect().login(startup.toArray(String[]::new));
    }

    /** Everything that was sent before is read by the proxy, and dealt with as far as can be. */
    public void awaitReads() {
        for (Clients each : pgweir().overview().gateway().clients()) {
            CountDownLatch read = new CountDownLatch(1);
            // A timer set from a task runs in the next round of the loop, behind its look at the sockets.
            Loop loop = each.loop();
            loop.execute(() -> loop.after(1, TimeUnit.NANOSECONDS, read::countDown));
            await(read);
        }
    }

    private void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the loop answers; %s", Threads.dump("loop"))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks each loop; their answers in turn. */
    public <T> List<T> ask(Function<Clients, T> question) {
        List<T> answers = new ArrayList<>();
        for (Clients each : pgweir().overview().gateway().clients()) {
            CountDownLatch asked = new CountDownLatch(1);
            each.loop().execute(() -> {
                answers.add(question.apply(each));
                asked.countDown();
            });
            await(asked);
        }
        return answers;
    }

    /** Asks the pool of a database on its loop; there must be one. */
    public <T> T askPool(String database, Function<Pool, T> question) {
        return ask(clients -> clients.pools().of(Optional.of(database)).stream()
                        .map(question)
                        .toList())
                .stream()
                .flatMap(List::stream)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pool of " + database + "; " + describe()));
    }

    /** Waits until something holds of the pool of a database. */
    public void awaitPool(String database, Consumer<Pool> assertion) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    List<AssertionError> failed = askPool(database, pool -> {
                        try {
                            assertion.accept(pool);
                            return List.of();
                        } catch (AssertionError e) {
                            return List.of(e);
                        }
                    });
                    if (!failed.isEmpty()) {
                        throw failed.get(0);
                    }
                });
    }

    /** The log so far. */
    public String log() {
        LogWriter.PROCESS.flush();
        try {
            return Files.readString(running().folder().resolve("log"));
        } catch (IOException e) {
            throw new AssertionError("no log", e);
        }
    }

    /** Clients, pools and threads, for failures. */
    String describe() {
        List<String> lines = log().lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return PoolPicture.of(this) + String.join("\n", last) + "\n" + Threads.dump("loop");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!perClass) {
            end(context.getExecutionException().isPresent());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (perClass) {
            end(context.getExecutionException().isPresent());
        }
    }

    @Override
    public void close() throws IOException {
        end(false);
    }

    private void end(boolean failed) throws IOException {
        clients.forEach(Wire::close);
        try {
            if (!failed) {
                awaitNobody();
            }
        } finally {
            stop();
        }
        if (!failed) {
            assertThat(server().failures()).as("failures of the fake server").isEmpty();
            assertThat(endOfLog).as("the log").doesNotContain("] ERROR ", "\tat ");
            assertThat(directBytes())
                    .as("bytes in buffers that nobody released")
                    .isEqualTo(running().directBytesBefore());
        }
    }

    private void awaitNobody() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask(TestProxy::clientsLeft))
                        .as(this::describe)
                        .allMatch(left -> left == 0));
    }

    private static int clientsLeft(Clients clients) {
        return clients.loggingIn().size() + clients.loggedIn().size();
    }

    private void stop() throws IOException {
        pgweir().close();
        server().close();
        direct.ifPresent(FakeServer::close);
        endOfLog = log();
        LogWriter.PROCESS.open(Optional.empty(), Optional.empty(), true, 0);
        TestFolder.delete(running().folder());
    }
}
