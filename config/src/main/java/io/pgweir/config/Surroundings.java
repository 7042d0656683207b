package io.pgweir.config;

import java.nio.file.Path;
import java.util.Map;

/** What a configuration file may refer to beside itself: environment variables and the working directory. */
record Surroundings(Map<String, String> environment, Path directory) {
    /** Those of this process. */
    static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), Path.of("").toAbsolutePath());
    }
}
