package io.pgweir.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged pgweir as a process, with a configuration file of its own, on a port that it chose.
 *
 * <p>Closing it is a test as well: after SIGTERM it must end with status 0 once its clients are gone, and its log must
 * be free of errors and stack traces, but for those that the test expects.
 */
public final class PgweirProcess implements AutoCloseable {
    /** The console's database. */
    public static final String CONSOLE = "pgweir";

    private static final Duration END_PATIENCE = Duration.ofSeconds(10);
    private static final Pattern LISTENING = Pattern.compile("listening on .*:(\\d+)$");
    private static final Pattern FAULT = Pattern.compile("\\] ERROR |^\\tat |^Exception in thread");

    private final Path file;
    private final LoggedProcess process;
    private final int port;
    private final List<String> expected = new ArrayList<>();

    private PgweirProcess(Path file, LoggedProcess process) {
        this.file = file;
        this.process = process;
        Started.add(this);
        process.awaitLine("process up");
        this.port = portOf(process);
    }

    private static int portOf(LoggedProcess process) {
        for (String line : process.lines()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return 0; // only on a Unix socket
    }

    /** Starts one with a configuration file of this name and text; it listens on any free port. */
    static PgweirProcess start(String fileName, String text, String javaOptions) throws IOException {
        Path file = Files.createTempDirectory(TestRun.work(), "pgweir-").resolve(fileName);
        Files.writeString(file, text);
        ProcessBuilder builder =
                new ProcessBuilder(TestRun.distribution().resolve("bin/pgweir").toString(), "run", file.toString());
        builder.environment().put("PGWEIR_JAVA_OPTS", javaOptions);
        return new PgweirProcess(file, LoggedProcess.start("pgweir", builder));
    }

    /** Starts one by any command, with this configuration file. */
    public static PgweirProcess start(ProcessBuilder command, Path file) throws IOException {
        return new PgweirProcess(file, LoggedProcess.start("pgweir", command));
    }

    /** Starts one with a pgbouncer.ini of this text. */
    public static PgweirProcess startIni(String text) throws IOException {
        return start("pgbouncer.ini", text, TestRun.variant().javaOptions());
    }

    public int port() {
        return port;
    }

    public LoggedProcess process() {
        return process;
    }

    /** Its configuration file. */
    public Path file() {
        return file;
    }

    /** A connection by pgjdbc. */
    public Connection connect(String database, String user) throws SQLException {
        return connect(database, user, "");
    }

    /** @param options of pgjdbc, as {@code &prepareThreshold=1} */
    public Connection connect(String database, String user, String options) throws SQLException {
        return DriverManager.getConnection(url(database) + options, user, "");
    }

    /** Where pgjdbc finds a database. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=disable&socketTimeout=25";
    }

    /** A client that speaks the protocol message by message, logged in. */
    public WireClient wire(String database, String user, String... settings) throws IOException {
        return WireClient.login(port, database, user, settings);
    }

    /** The console, as an administrator. */
    public Console console() throws IOException {
        return new Console(wire(CONSOLE, "admin"));
    }

    /** Errors in the log with this part are as they should be. */
    public void expectError(String part) {
        expected.add(part);
    }

    /** Replaces its configuration file and reads it by SIGHUP; answers after that. */
    public void reload(PgweirConfig config) throws IOException {
        Files.writeString(file, config.yaml());
        try (Console console = console()) {
            console.run("RELOAD");
        }
    }

    /** Prints what it is doing. */
    void dump() {
        try (Console console = console()) {
            for (String table : List.of("POOLS", "CLIENTS", "SERVERS", "PINS")) {
                System.out.println("SHOW " + table);
                console.show(table).forEach(System.out::println);
            }
        } catch (IOException | AssertionError e) {
            System.out.println("its console does not answer: " + e);
        }
        try {
            process.signal("QUIT"); // the JVM prints its threads
            process.awaitLine("Full thread dump");
            boolean unused = process.ended(Duration.ofSeconds(1));
        } catch (IOException | RuntimeException e) {
            System.out.println("it does not show its threads: " + e);
        }
    }

    /** Ends it as an operator does, and looks at what it left. */
    @Override
    public void close() throws IOException {
        if (process.alive()) {
            process.signal("TERM");
        }
        if (!process.ended(END_PATIENCE)) {
            dump();
            process.kill();
            throw new AssertionError("pgweir does not end: does it think that clients are left?");
        }
        int status = process.awaitExit();
        if (status != 0) {
            throw new AssertionError("pgweir ended with status " + status + "\n" + process.text());
        }
        checkLog();
    }

    private void checkLog() {
        List<String> faults = process.lines().stream()
                .filter(line -> FAULT.matcher(line).find())
                .filter(line -> expected.stream().noneMatch(line::contains))
                .toList();
        if (!faults.isEmpty()) {
            throw new AssertionError("faults in pgweir's log:\n" + String.join("\n", faults));
        }
    }
}
