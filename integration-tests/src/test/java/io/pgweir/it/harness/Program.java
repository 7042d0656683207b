package io.pgweir.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program that ran to its end.
 *
 * @param output what it wrote to both of its outputs
 */
public record Program(int status, String output) {
    /** Runs it. */
    public static Program run(String... words) throws IOException {
        return run(Map.of(), words);
    }

    /** Runs it with more in its environment. */
    public static Program run(Map<String, String> environment, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        LoggedProcess process = LoggedProcess.start(words[0], builder);
        int status = process.awaitExit();
        return new Program(status, process.text());
    }

    /** Where a program is installed; those for administrators count, too. */
    public static Optional<Path> installed(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test, visibly, where one of these programs is not installed. */
    public static void needed(String... names) {
        List<String> missing =
                Stream.of(names).filter(name -> installed(name).isEmpty()).toList();
        Skip.unless(missing.isEmpty(), "not installed: " + String.join(", ", missing));
    }

    /** Runs a Python program, by a Python that has this module; skips the test, visibly, where there is none. */
    public static Program python(String module, String text) throws IOException {
        List<Path> pythons = Stream.concat(installed("python3").stream(), Stream.of(Path.of("/usr/bin/python3")))
                .filter(Files::isExecutable)
                .toList();
        for (Path python : pythons) {
            if (run(python.toString(), "-c", "import " + module).status() == 0) {
                return run(python.toString(), "-c", text);
            }
        }
        throw Skip.because("not installed: a Python with " + module);
    }

    /** Runs psql with a connection string; errors are verbose, rows bare. */
    public static Program psql(String connection, String sql) throws IOException {
        return psql(Map.of(), connection, sql);
    }

    public static Program psql(Map<String, String> environment, String connection, String sql) throws IOException {
        needed("psql");
        return run(environment, "psql", "-X", "-w", "-A", "-t", "-v", "VERBOSITY=verbose", "-c", sql, connection);
    }
}
