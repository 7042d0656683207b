package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigException;
import io.pgweir.config.ConfigFile;
import io.pgweir.config.ConfigUri;
import io.pgweir.config.Loaded;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the configuration comes from: a file, read again at each reload, or a URI, which never changes. */
final class ConfigSource {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);

    private final String source;

    ConfigSource(String source) {
        this.source = source;
    }

    private boolean uri() {
        return source.startsWith("postgres://") || source.startsWith("postgresql://");
    }

    /**
     * Reads it; warnings go to the log.
     *
     * @throws ConfigException with every problem at once
     * @throws IllegalArgumentException when the URI cannot be understood
     */
    Config read() {
        if (uri()) {
            return ConfigUri.parse(source);
        }
        Loaded loaded = ConfigFile.load(Path.of(source));
        loaded.warnings().forEach(warning -> LOG.atWarn().log("{}", warning));
        return loaded.config();
    }

    @Override
    public String toString() {
        return uri() ? "the URI given" : source;
    }
}
