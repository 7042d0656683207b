package io.pgweir.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the build says of this run. Without a build, as in an IDE, the defaults of the build count. */
public final class TestRun {
    private static final String LOCAL = "local";
    private static final String CONTAINER = "container";

    private TestRun() {}

    /** The packaged program. */
    public static Path distribution() {
        return Path.of(System.getProperty("pgweir.dist", "../proxy/target/pgweir"))
                .toAbsolutePath()
                .normalize();
    }

    /** Where tests may write. */
    public static Path work() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty("pgweir.work", "target"), "it")
                .toAbsolutePath()
                .normalize());
    }

    /** Whether PostgreSQL is the installed one. */
    static boolean localPostgres() {
        return postgres().equals(LOCAL);
    }

    /** Whether PostgreSQL runs in a container. */
    static boolean containerPostgres() {
        return postgres().equals(CONTAINER);
    }

    private static String postgres() {
        return System.getProperty("pgweir.postgres", "embedded");
    }

    /** Version of PostgreSQL where the test run chooses it, as {@code 15.19.0}. */
    static String postgresVersion() {
        return System.getProperty("pgweir.postgres.version", "15");
    }

    /** Variant of tests that do not choose one themselves. */
    static Variant variant() {
        if (System.getProperty("pgweir.link", "handle").equals("channel")) {
            return Variant.CHANNEL;
        }
        return System.getProperty("pgweir.io_threads", "1").equals("3") ? Variant.THREE_LOOPS : Variant.ONE_LOOP;
    }

    /** Whether this is root, who may become anybody, and whom some programs refuse. */
    public static boolean root() {
        return System.getProperty("user.name").equals("root");
    }
}
