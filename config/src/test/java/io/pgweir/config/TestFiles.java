package io.pgweir.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Configuration files in a test's directory, which is their working directory as well. */
final class TestFiles {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    TestFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    TestFiles variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    TestFiles file(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration of a file that is named relative to the working directory. */
    Loaded load(String name) {
        return ConfigFile.load(Path.of(name), new Surroundings(environment, directory));
    }

    Config yaml(String text) {
        return file("pgweir.yaml", text).load("pgweir.yaml").config();
    }

    Config ini(String text) {
        return file("pgbouncer.ini", text).load("pgbouncer.ini").config();
    }

    List<String> iniWarnings(String text) {
        return texts(file("pgbouncer.ini", text).load("pgbouncer.ini").warnings());
    }

    List<String> yamlProblems(String text) {
        return problems(file("pgweir.yaml", text), "pgweir.yaml");
    }

    List<String> iniProblems(String text) {
        return problems(file("pgbouncer.ini", text), "pgbouncer.ini");
    }

    static ServerConfig server(Config config, String name) {
        return Objects.requireNonNull(config.servers().get(name), name);
    }

    static DatabaseConfig database(Config config, String name) {
        return Objects.requireNonNull(config.databases().get(name), name);
    }

    static UserConfig user(Config config, String name) {
        return Objects.requireNonNull(config.users().get(name), name);
    }

    private static List<String> problems(TestFiles files, String name) {
        ConfigException exception = catchThrowableOfType(ConfigException.class, () -> files.load(name));
        return exception == null ? List.of() : texts(exception.problems());
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
