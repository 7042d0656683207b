package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigException;
import io.pgweir.config.ConfigFile;
import io.pgweir.config.ConfigUri;
import io.pgweir.config.Loaded;
import io.pgweir.config.PgBouncerSetting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the configuration comes from: a file, read again at each reload, or a URI, which never changes. SET lays
 * settings over what was read last; the next reload forgets them.
 */
final class ConfigSource {
    private static final String OTHER_FILE = "conffile";
    private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);

    private final boolean pgbouncers;
    private volatile String source;
    private Optional<ConfigFile> started = Optional.empty();
    private Optional<ConfigFile> inForce = Optional.empty();
    private Optional<ConfigFile> wanted = Optional.empty();
    private volatile List<PgBouncerSetting> settings = List.of();

    /** @param pgbouncers whether it is an ini even if its name does not say so */
    ConfigSource(String source, boolean pgbouncers) {
        this.source = source;
        this.pgbouncers = pgbouncers;
    }

    private ConfigFile open() {
        boolean yaml = source.endsWith(".yaml") || source.endsWith(".yml");
        return pgbouncers && !yaml ? ConfigFile.openIni(Path.of(source)) : ConfigFile.open(Path.of(source));
    }

    private boolean uri() {
        return source.startsWith("postgres://") || source.startsWith("postgresql://");
    }

    /** A configuration, and what is to be done once it is in force. */
    record Read(Supplier<Config> config, Runnable accepted) {}

    /**
     * Reads it; warnings go to the log.
     *
     * @throws ConfigException with every problem at once
     * @throws IllegalArgumentException when the URI cannot be understood
     */
    synchronized Read read() {
        if (uri()) {
            Config config = ConfigUri.parse(source);
            return new Read(() -> config, () -> {});
        }
        ConfigFile file = open();
        Loaded loaded = file.load();
        loaded.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
        return new Read(loaded::config, () -> accept(file, file));
    }

    /**
     * What counts, with another value of one of PgBouncer's settings: the first of these that can be used. TLS often
     * takes several settings until it can be used again, and stays as it was until then.
     *
     * @throws ConfigException when there is no such setting, or this is no value of it
     * @throws IllegalArgumentException when there is no file
     */
    synchronized List<Read> with(String name, String value) {
        ConfigFile next = current(wanted).with(name, value);
        ConfigFile without = tls(name) ? current(inForce) : current(inForce).with(name, value);
        return List.of(read(next, next, name, value), read(next, without, name, value));
    }

    /** Whether it is one of the settings that belong together. */
    static boolean tls(String name) {
        return name.contains("_tls_");
    }

    private static ConfigFile current(Optional<ConfigFile> file) {
        return file.orElseThrow(() -> new IllegalArgumentException("there is no configuration file"));
    }

    private Read read(ConfigFile next, ConfigFile used, String name, String value) {
        return new Read(() -> used.load().config(), () -> {
            accept(next, used);
            if (name.equals(OTHER_FILE)) {
                readFrom(value);
            }
        });
    }

    private synchronized void accept(ConfigFile next, ConfigFile used) {
        wanted = Optional.of(next);
        inForce = Optional.of(used);
        started = started.or(() -> inForce);
        settings = next.pgbouncerSettings(started.orElse(next));
    }

    private synchronized void readFrom(String file) {
        source = file;
    }

    /** PgBouncer's settings as they are; none unless they come from a pgbouncer.ini. */
    List<PgBouncerSetting> settings() {
        return settings;
    }

    /** Without a lock: who holds one may wait for the log, which asks this. */
    @Override
    public String toString() {
        return uri() ? "the URI given" : source;
    }
}
