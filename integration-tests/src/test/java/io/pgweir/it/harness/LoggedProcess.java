package io.pgweir.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program that runs beside the tests. What it prints is kept, line by line. */
public final class LoggedProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private LoggedProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it, with both of its outputs in one. */
    public static LoggedProcess start(String name, ProcessBuilder builder) throws IOException {
        return new LoggedProcess(name, builder.redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(its output broke off: " + e.getMessage() + ")");
        }
    }

    /** What it printed so far. */
    public List<String> lines() {
        return lines;
    }

    public String text() {
        return String.join("\n", lines);
    }

    /** The first line with this part. */
    public Optional<String> line(String part) {
        return lines.stream().filter(line -> line.contains(part)).findFirst();
    }

    /** Waits for a line with this part. */
    public String awaitLine(String part) {
        return Awaitility.await(name + " says: " + part)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lineOrEnd(part), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> lineOrEnd(String part) {
        boolean ended = !process.isAlive() && !reader.isAlive();
        Optional<String> line = line(part);
        if (line.isEmpty() && ended) {
            throw new IllegalStateException(name + " ended without saying \"" + part + "\":\n" + text());
        }
        return line;
    }

    /** Sends a signal, by its name. */
    public void signal(String signal) throws IOException {
        signal(process.pid(), signal);
    }

    /** Sends any process a signal, by its name. */
    public static void signal(long pid, String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        kill.onExit().join();
    }

    /** Waits for its end; answers the exit status. */
    public int awaitExit() {
        if (!ended(PATIENCE)) {
            throw new IllegalStateException(name + " does not end:\n" + text());
        }
        return process.exitValue();
    }

    /** Whether it ends, and all of its output is read, within this time. */
    boolean ended(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && outputRead(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean outputRead(Duration patience) throws InterruptedException {
        reader.join(patience.toMillis());
        return !reader.isAlive();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it, ready or not. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** The memory that it has now (VmRSS), in bytes. */
    public long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException(name + " has no VmRSS");
    }
}
