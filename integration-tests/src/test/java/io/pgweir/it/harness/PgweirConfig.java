package io.pgweir.it.harness;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A configuration in YAML, section by section: one PostgreSQL, everybody trusted, a pool of four. */
public final class PgweirConfig {
    private final Map<String, String> sections = new LinkedHashMap<>();
    private Variant variant = TestRun.variant();
    private String javaOptions = "";

    public PgweirConfig(Postgres postgres) {
        this(postgres.port());
    }

    /** In front of whatever listens on this port. */
    public PgweirConfig(int serverPort) {
        with("listen", "{address: 127.0.0.1, port: 0}");
        with("auth", "{type: trust}");
        with("pools", "{size: 4}");
        with("admin", "{users: [admin], stats_users: [stats], http: {port: 0}}");
        with("servers", "{main: {host: 127.0.0.1, port: " + serverPort + ", tls: {mode: disable}}}");
    }

    /** Sets a section, in YAML's flow style. */
    public PgweirConfig with(String section, String value) {
        sections.put(section, value);
        return this;
    }

    /** Runs it in this way. */
    public PgweirConfig variant(Variant chosen) {
        variant = chosen;
        return this;
    }

    /** Adds options for the JVM. */
    public PgweirConfig javaOptions(String options) {
        javaOptions = options;
        return this;
    }

    String javaOptions() {
        return (variant.javaOptions() + " " + javaOptions).trim();
    }

    public String yaml() {
        StringBuilder yaml = new StringBuilder("io_threads: " + variant.ioThreads() + "\n");
        sections.forEach((section, value) ->
                yaml.append(section).append(": ").append(value).append('\n'));
        return yaml.toString();
    }

    /** Starts a pgweir with it. */
    public PgweirProcess start() throws IOException {
        return PgweirProcess.start("pgweir.yaml", yaml(), javaOptions());
    }
}
