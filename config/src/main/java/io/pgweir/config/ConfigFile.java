package io.pgweir.config;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Loads a configuration: the name {@code *.ini} means PgBouncer's syntax and defaults, any other means YAML.
 *
 * <p>Relative paths in YAML are seen from the directory of the file, those in an ini from the working directory, as
 * PgBouncer does it.
 */
public final class ConfigFile {
    private static final String NO_DATABASES =
            "no databases: add servers: {main: {host: localhost}} and databases: {\"*\": {server: main}}";

    private final Path file;
    private final Surroundings surroundings;
    private final Problems problems = new Problems();

    private ConfigFile(Path file, Surroundings surroundings) {
        this.file = file;
        this.surroundings = surroundings;
    }

    /** The file's configuration, or an exception with everything that is wrong with it. */
    public static Loaded load(Path file) {
        return load(file, Surroundings.ofProcess());
    }

    static Loaded load(Path file, Surroundings surroundings) {
        ConfigFile loading = new ConfigFile(file, surroundings);
        return file.toString().endsWith(".ini") ? loading.ini() : loading.yaml();
    }

    private Loaded yaml() {
        Placeholders placeholders = new Placeholders(surroundings.environment(), problems);
        Path absolute = surroundings.directory().resolve(file);
        RawSection root = YamlTree.read(file, text(absolute), placeholders, problems);
        OnlyServer.fillIn(root);
        Path directory = absolute.getParent();
        return loaded(root, new SettingsReader(Dialect.PGWEIR, directory == null ? absolute : directory, problems));
    }

    private Loaded ini() {
        RawSection root = new PgBouncerIni(surroundings.directory(), problems).read(file);
        return loaded(root, new SettingsReader(Dialect.PGBOUNCER, surroundings.directory(), problems));
    }

    private Loaded loaded(RawSection root, SettingsReader reader) {
        Config config = reader.read(SettingsRecord.of(Config.class), root);
        new ConfigChecks(config, root, problems).run();
        checkDatabases(config, reader.dialect());
        problems.throwIfAny();
        return new Loaded(config, problems.warnings());
    }

    private void checkDatabases(Config config, Dialect dialect) {
        if (!config.databases().isEmpty()) {
            return;
        }
        switch (dialect) {
            case PGWEIR -> problems.error(Place.of(file), NO_DATABASES);
            case PGBOUNCER -> problems.warning(Place.of(file), "no databases: add \"* = host=...\" below [databases]");
        }
    }

    private String text(Path absolute) {
        try {
            return TextFile.read(absolute);
        } catch (IOException e) {
            throw problems.fatal(Place.of(file), "cannot read the file: " + TextFile.reason(e));
        }
    }
}
