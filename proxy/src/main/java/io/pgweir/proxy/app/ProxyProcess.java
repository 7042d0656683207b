package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigException;
import io.pgweir.config.LogConfig;
import io.pgweir.config.PgBouncerSetting;
import io.pgweir.proxy.app.log.LogWriter;
import io.pgweir.proxy.app.log.Syslog;
import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.console.Control;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loops;
import io.pgweir.proxy.pool.Pools;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that operators see: configuration file, log, pidfile, signals, and the ways to end.
 *
 * <p>HUP reloads; INT waits for servers, TERM for clients, and a second one of either does not wait; USR1 pauses and USR2
 * resumes (PgBouncer's rules).
 */
final class ProxyProcess implements Control {
    private static final long LOOK_MILLIS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(ProxyProcess.class);

    private final ConfigSource source;
    private final ProcessOptions options;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<PidFile> pidFile = Optional.empty();
    private Optional<Pgweir> pgweir = Optional.empty();
    private boolean ending;

    ProxyProcess(ConfigSource source, ProcessOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Runs until it is told to end; answers the exit status. */
    int run() {
        new Thread(ProxyProcess::prepare, "prepare").start();
        try {
            ConfigSource.Read read = source.read();
            Config config = read.config().get();
            if (OtherUser.ask(options.user().or(() -> config.process().user()))) {
                return OtherUser.START_AGAIN;
            }
            Pgweir unused = start(read);
            ended.await();
            return 0;
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            LOG.atError().log("{}", e.getMessage());
            if (options.daemon() && !options.quiet()) {
                System.err.println("pgbouncer: " + e.getMessage()); // the log goes to its file already
            }
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            stop();
        }
    }

    /**
     * Starts; {@link #stop} must follow, also after a failure.
     *
     * @throws ConfigException with every problem at once
     * @throws IOException when a file or an address cannot be had
     */
    Pgweir start() throws IOException {
        return start(source.read());
    }

    private Pgweir start(ConfigSource.Read read) throws IOException {
        Config config = read.config().get();
        openLog(config);
        read.accepted().run();
        if (options.daemon() && config.process().pidfile().isEmpty()) {
            throw new IOException("daemon needs pidfile configured");
        }
        pidFile = writePidFile(config);
        Pgweir started = new Pgweir(config, this);
        pgweir = Optional.of(started);
        handleSignals(); // whoever reads that we are up may send one
        started.addresses().forEach(address -> LOG.atInfo().log("listening on {}", address));
        LOG.atInfo().log("process up: pgweir {}, Java {}", Version.number(), Runtime.version());
        Readiness.tell();
        return started;
    }

    /** What a start needs anyway and no configuration decides; it takes as long as reading one. */
    private static void prepare() {
        Loops.prepare();
        int unused = new SecureRandom().nextInt();
    }

    /** Ends at once. */
    void stop() {
        pgweir.ifPresent(Pgweir::close);
        pidFile.ifPresent(PidFile::close);
        LogWriter.PROCESS.close();
    }

    private void openLog(Config config) throws IOException {
        LogWriter.PROCESS.open(
                config.log().file().map(Path::of),
                syslog(config.log()),
                !options.quiet() && !options.daemon(),
                config.log().verbose() + options.verbosity());
    }

    private static Optional<Syslog> syslog(LogConfig log) {
        return log.syslog()
                ? Optional.of(new Syslog(Syslog.SOCKET, log.syslogFacility(), log.syslogIdent()))
                : Optional.empty();
    }

    private static Optional<PidFile> writePidFile(Config config) throws IOException {
        Optional<String> file = config.process().pidfile();
        return file.isEmpty() ? Optional.empty() : Optional.of(PidFile.write(Path.of(file.get()), pid()));
    }

    private static long pid() {
        return Long.getLong("pgweir.pid", ProcessHandle.current().pid());
    }

    private void handleSignals() {
        on("HUP", "re-reading config", () -> reload(problems -> {}));
        on("INT", "shutting down, waiting for all servers connections to be released", () -> {
            shutdown(Shutdown.WAIT_FOR_SERVERS);
        });
        on("TERM", "shutting down, waiting for all clients disconnect", () -> shutdown(Shutdown.WAIT_FOR_CLIENTS));
        on("USR1", "pausing all activity", () -> onAllPools(pools -> pools.pause(Optional.empty())));
        on("USR2", "continuing from PAUSE", () -> onAllPools(pools -> pools.resume(Optional.empty())));
    }

    private static void on(String signal, String what, Runnable action) {
        Signals.on(signal, () -> {
            LOG.atInfo().log("got SIG{}, {}", signal, what);
            action.run();
        });
    }

    private void onAllPools(Consumer<Pools> action) {
        Pgweir running = pgweir.orElseThrow();
        running.overview().everywhere(running.firstLoop(), clients -> action.accept(clients.pools()), () -> {});
    }

    @Override
    public void reload(Consumer<List<String>> done) {
        pgweir.ifPresent(running -> running.offLoop(() -> done.accept(reload(running))));
    }

    private List<String> reload(Pgweir running) {
        synchronized (source) { // one at a time: the configuration that comes last counts
            Optional<String> problem;
            try {
                problem = apply(running, source.read());
            } catch (ConfigException | IllegalArgumentException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
            problem.ifPresentOrElse(
                    why -> LOG.atError().log("RELOAD failed, nothing is changed: {}", why),
                    () -> LOG.atInfo().log("configuration read again from {}", source.toString()));
            return problem.stream().toList();
        }
    }

    @Override
    public void set(String name, String value, Consumer<SetResult> done) {
        pgweir.ifPresent(running -> running.offLoop(() -> done.accept(set(running, name, value))));
    }

    private SetResult set(Pgweir running, String name, String value) {
        synchronized (source) {
            String problem = "";
            try {
                for (ConfigSource.Read read : source.with(name, value)) {
                    Optional<String> found = apply(running, read);
                    if (found.isEmpty()) {
                        return new SetResult(true, ConfigSource.tls(name) ? problem : "");
                    }
                    problem = problem.isEmpty() ? found.get() : problem;
                }
            } catch (ConfigException | IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
            LOG.atWarn().log("SET {} failed, nothing is changed: {}", name, problem);
            return new SetResult(false, problem);
        }
    }

    /** Goes on by the configuration; answers why not. */
    private Optional<String> apply(Pgweir running, ConfigSource.Read read) {
        try {
            Config config = read.config().get();
            openLog(config);
            running.reload(config);
            read.accepted().run();
            return Optional.empty();
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<PgBouncerSetting> settings() {
        return source.settings();
    }

    @Override
    public synchronized void shutdown(Shutdown how) {
        LOG.atInfo().log("shutdown requested: {}", how);
        if (ending || how == Shutdown.IMMEDIATE) {
            ended.countDown();
            return;
        }
        ending = true;
        Readiness.stopping();
        Pgweir running = pgweir.orElseThrow();
        running.closeDoors();
        if (how == Shutdown.WAIT_FOR_SERVERS) {
            running.overview().everywhere(running.firstLoop(), ProxyProcess::sendWaitersAway, () -> {});
        }
        endWhenNobodyIsLeft(running, how);
    }

    private static void sendWaitersAway(Clients clients) {
        clients.pools().pause(Optional.empty());
        for (Client client : new ArrayList<>(clients.loggedIn())) {
            if (client.relay().map(relay -> relay.waiting()).orElse(false)) {
                client.kill(ProxyError.SERVER_SHUTTING_DOWN.fatal());
            }
        }
    }

    private void endWhenNobodyIsLeft(Pgweir running, Shutdown how) {
        running.overview().collect(running.firstLoop(), clients -> List.of(inUse(clients, how)), inUse -> {
            if (!inUse.contains(true)) {
                ended.countDown();
            } else {
                running.firstLoop().after(LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> endWhenNobodyIsLeft(running, how));
            }
        });
    }

    private static boolean inUse(Clients clients, Shutdown how) {
        return how == Shutdown.WAIT_FOR_SERVERS
                ? !clients.pools().quiet(Optional.empty())
                : clients.loggedIn().stream().anyMatch(client -> client.relay().isPresent());
    }

    @Override
    public String version() {
        return "PgBouncer 1.25.2 (pgweir " + Version.number() + ")";
    }
}
