package io.pgweir.proxy.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of its own in a temporary folder, from binaries on the class path or installed ones; for the demo and
 * for tests. Users are trusted, the superuser is {@code postgres}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Path bin;
    private final Path home;
    private final int port;
    private final Map<String, String> settings;
    private Process process;

    private EmbeddedPostgres(Path bin, Path home, int port, Map<String, String> settings) throws IOException {
        this.bin = bin;
        this.home = home;
        this.port = port;
        this.settings = Map.copyOf(settings);
        initialize();
        this.process = launch();
    }

    /** Starts one from the binaries on the class path. */
    public static EmbeddedPostgres start(Map<String, String> settings) throws IOException {
        return start(PostgresBinaries.unpacked().resolve("bin"), settings);
    }

    /**
     * Starts one.
     *
     * @param bin folder of {@code initdb} and {@code postgres}
     * @param settings for its command line, as {@code max_connections}
     * @throws IOException with the end of its log when it does not start
     */
    public static EmbeddedPostgres start(Path bin, Map<String, String> settings) throws IOException {
        Path home = Files.createTempDirectory("pgweir-postgres-");
        OtherUser.handOver(home);
        return new EmbeddedPostgres(bin, home, freePort(), settings);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path data() {
        return home.resolve("data");
    }

    private Path log() {
        return home.resolve("log");
    }

    private void initialize() throws IOException {
        Process initdb = command(List.of(
                        bin.resolve("initdb").toString(),
                        "-D",
                        data().toString(),
                        "-A",
                        "trust",
                        "-U",
                        "postgres",
                        "-E",
                        "UTF8",
                        "--no-locale",
                        "-N"))
                .start();
        if (waitFor(initdb) != 0) {
            throw new IOException("initdb failed: " + tail());
        }
    }

    private Process launch() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                bin.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-k",
                home.toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "fsync=off"));
        settings.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        Process started = command(words).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IOException("PostgreSQL did not start: " + tail());
            }
            pause();
        }
        return started;
    }

    private ProcessBuilder command(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(OtherUser.command(words));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.directory(new File("/"));
        return builder;
    }

    /** PostgreSQL writes "ready" as the last line of this file once it takes connections (pidfile.h). */
    private boolean ready() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            return !lines.isEmpty() && lines.get(lines.size() - 1).trim().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL starts", e);
        }
    }

    private static int waitFor(Process started) throws IOException {
        try {
            return started.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String tail() throws IOException {
        String text = Files.exists(log()) ? Files.readString(log()) : "";
        return text.substring(Math.max(0, text.length() - 2_000));
    }

    public int port() {
        return port;
    }

    /** Directory of its Unix socket. */
    public Path socketDirectory() {
        return home;
    }

    /** What it logged so far. */
    public String logText() throws IOException {
        return Files.readString(log());
    }

    /** Process id of its postmaster. */
    public long pid() {
        return process.pid();
    }

    /** Ends it in PostgreSQL's fast mode, and waits. */
    public void stop() throws IOException {
        signal("INT");
        int unused = waitFor(process);
    }

    /** Starts it again, on the same port, with the same data. */
    public void restart() throws IOException {
        if (process.isAlive()) {
            stop();
        }
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        process = launch();
    }

    /** Sends the postmaster a signal, by its name. */
    public void signal(String name) throws IOException {
        int unused = waitFor(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start());
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
            deleteTree(home);
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Path unused = Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
