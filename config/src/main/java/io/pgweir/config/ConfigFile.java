package io.pgweir.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file that was read, and settings laid over it: the name {@code *.ini} means PgBouncer's syntax and
 * defaults, any other means YAML.
 *
 * <p>Relative paths in YAML are seen from the directory of the file, those in an ini from the working directory, as
 * PgBouncer does it.
 */
public final class ConfigFile {
    private static final String NO_DATABASES =
            "no databases: add servers: {main: {host: localhost}} and databases: {\"*\": {server: main}}";

    private final Path file;
    private final Written written;
    private final Problems found;
    private final List<IniEntry> laidOver;

    private ConfigFile(Path file, Written written, Problems found, List<IniEntry> laidOver) {
        this.file = file;
        this.written = written;
        this.found = found;
        this.laidOver = List.copyOf(laidOver);
    }

    /** The file's configuration, or an exception with everything that is wrong with it. */
    public static Loaded load(Path file) {
        return open(file).load();
    }

    static Loaded load(Path file, Surroundings surroundings) {
        return open(file, surroundings).load();
    }

    /**
     * Reads the file, without a look at what its settings mean.
     *
     * @throws ConfigException when it cannot be read
     */
    public static ConfigFile open(Path file) {
        return open(file, Surroundings.ofProcess());
    }

    /**
     * The same for a file that is in PgBouncer's syntax whatever its name is.
     *
     * @throws ConfigException when it cannot be read
     */
    public static ConfigFile openIni(Path file) {
        Problems problems = new Problems();
        return new ConfigFile(file, ini(file, Surroundings.ofProcess(), problems), problems, List.of());
    }

    static ConfigFile open(Path file, Surroundings surroundings) {
        Problems problems = new Problems();
        Written written = file.toString().endsWith(".ini")
                ? ini(file, surroundings, problems)
                : yaml(file, surroundings, problems);
        return new ConfigFile(file, written, problems, List.of());
    }

    private static Written yaml(Path file, Surroundings surroundings, Problems problems) {
        Placeholders placeholders = new Placeholders(surroundings.environment(), problems);
        Path absolute = surroundings.directory().resolve(file);
        RawSection root = YamlTree.read(file, text(absolute, file, problems), placeholders, problems);
        OnlyServer.fillIn(root);
        Path directory = absolute.getParent();
        return new WrittenYaml(file, directory == null ? absolute : directory, root);
    }

    private static Written ini(Path file, Surroundings surroundings, Problems problems) {
        Path directory = surroundings.directory();
        return new WrittenIni(file, directory, new IniFile(directory, problems).read(file));
    }

    private static String text(Path absolute, Path file, Problems problems) {
        try {
            return TextFile.read(absolute);
        } catch (IOException e) {
            throw problems.fatal(Place.of(file), "cannot read the file: " + TextFile.reason(e));
        }
    }

    /**
     * The file with another value of one of PgBouncer's settings laid over it, as SET does it. A setting that counts
     * from the start on only stays as it is.
     *
     * @throws ConfigException when PgBouncer has no such setting, or the value is not one of it
     */
    public ConfigFile with(String name, String value) {
        PgBouncerCatalog.Key key = PgBouncerCatalog.keys().get(name);
        if (key == null || !key.kind().admits(value)) {
            String what = key == null ? "unknown setting \"" + name + "\"" : "invalid value of " + name + ": " + value;
            throw new ConfigException(List.of(Place.of(file).problem(what)));
        }
        if (!key.changeable()) {
            return this;
        }
        Place place = Place.of(file);
        List<IniEntry> entries = new ArrayList<>(laidOver);
        entries.removeIf(entry -> entry.name().equals(name));
        entries.add(new IniEntry(name, place, new RawText(name, place, value)));
        return new ConfigFile(file, written, found, entries);
    }

    /** What it means, or an exception with everything that is wrong with it. */
    public Loaded load() {
        Problems problems = new Problems();
        problems.addAll(found);
        RawSection root = written.root(laidOver, problems);
        SettingsReader reader = written.reader(problems);
        Config config = reader.read(SettingsRecord.of(Config.class), root);
        new ConfigChecks(config, root, problems).run();
        checkDatabases(config, reader.dialect(), problems);
        problems.throwIfAny();
        return new Loaded(config, problems.warnings());
    }

    private void checkDatabases(Config config, Dialect dialect, Problems problems) {
        if (!config.databases().isEmpty()) {
            return;
        }
        switch (dialect) {
            case PGWEIR -> problems.error(Place.of(file), NO_DATABASES);
            case PGBOUNCER -> problems.warning(Place.of(file), "no databases: add \"* = host=...\" below [databases]");
        }
    }

    /**
     * PgBouncer's settings as its SHOW CONFIG has them; none of a YAML file.
     *
     * @param started the file as it was at the start, which is where settings come from that no reload changes
     */
    public List<PgBouncerSetting> pgbouncerSettings(ConfigFile started) {
        if (!(written instanceof WrittenIni)) {
            return List.of();
        }
        Map<String, String> now = values();
        Map<String, String> then = started.values();
        List<PgBouncerSetting> settings = new ArrayList<>();
        for (PgBouncerCatalog.Key key : PgBouncerCatalog.keys().values()) {
            String value = (key.changeable() ? now : then).get(key.name());
            Optional<String> shown = Optional.ofNullable(value)
                    .or(key::byDefault)
                    .map(text -> key.kind().shown(text));
            settings.add(new PgBouncerSetting(key.name(), shown, key.byDefault(), key.changeable()));
        }
        return settings;
    }

    private Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("conffile", file.toString());
        values.put("verbose", "0");
        written.globals()
                .forEach(entry -> values.put(entry.name(), entry.value().text()));
        laidOver.forEach(entry -> values.put(entry.name(), entry.value().text()));
        return values;
    }
}
