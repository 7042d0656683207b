package io.pgweir.proxy.cli;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pgweir demo}: a PostgreSQL and pgweir in front of it, with 200 clients on 5 servers, and a LISTEN. */
@Command(
        name = "demo",
        description = "Start an embedded PostgreSQL and pgweir in front of it, and show what pooling does.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int CLIENTS = 200;
    private static final int SERVERS = 5;

    private final Launcher launcher;

    @Option(names = "--once", description = "End when everything was shown; exit status 0 if all went well.")
    private boolean once;

    @Option(names = "--port", description = "Where pgweir listens; 0 is any free port (default: ${DEFAULT-VALUE}).")
    private int port = 6432;

    DemoCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException {
        say("Starting an embedded PostgreSQL (the first time its binaries are unpacked) ...");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Map.of("max_connections", "30"));
                Launcher.Running pgweir = launch(postgres.port())) {
            Thread hook = new Thread(postgres::close, "demo-end");
            Runtime.getRuntime().addShutdownHook(hook);
            say("PostgreSQL takes 30 connections on port " + postgres.port() + ", pgweir listens on port "
                    + pgweir.port() + " with a pool of " + SERVERS + ".");
            boolean well = show(postgres, pgweir);
            if (!once && well) {
                stayUp(postgres, pgweir);
            }
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
            return well ? 0 : 1;
        }
    }

    private static boolean show(EmbeddedPostgres postgres, Launcher.Running pgweir) {
        try {
            boolean load = DemoLoad.run(postgres.port(), pgweir.port(), CLIENTS, SERVERS, DemoCommand::say);
            boolean listen = DemoListen.run(pgweir.port(), DemoCommand::say);
            return load && listen;
        } catch (SQLException e) {
            say("FAILED: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Launcher.Running launch(int serverPort) throws IOException {
        Config config = config(serverPort, once ? 0 : port);
        try {
            return launcher.start(config);
        } catch (IOException e) {
            if (once || port == 0) {
                throw e;
            }
            say("Port " + port + " is taken; using a free one.");
            return launcher.start(config(serverPort, 0));
        }
    }

    private static Config config(int serverPort, int listenPort) throws IOException {
        Path file = Files.createTempFile("pgweir-demo", ".yaml");
        try {
            Files.writeString(file, """
                    listen: {address: 127.0.0.1, port: %d}
                    auth: {type: trust}
                    pools: {size: %d}
                    log: {connections: off, disconnections: off}
                    admin: {users: [postgres], http: {port: 0}}
                    servers:
                      demo: {host: 127.0.0.1, port: %d, tls: {mode: disable}}
                    """.formatted(listenPort, SERVERS, serverPort));
            return ConfigFile.load(file).config();
        } finally {
            Files.delete(file);
        }
    }

    private static void stayUp(EmbeddedPostgres postgres, Launcher.Running pgweir) {
        say("");
        say("It stays up until Ctrl-C. Try:");
        say("  psql -h 127.0.0.1 -p " + pgweir.port() + " -U postgres postgres");
        say("  psql -h 127.0.0.1 -p " + pgweir.port() + " -U postgres pgweir -c 'SHOW POOLS'");
        say("  (PostgreSQL itself: port " + postgres.port() + ")");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
