package io.pgweir.proxy.cli;

import io.pgweir.config.Config;
import java.io.IOException;

/** Starts a proxy inside of a command. */
@FunctionalInterface
public interface Launcher {
    /** The proxy that was started. */
    interface Running extends AutoCloseable {
        /** Where it listens, on loopback. */
        int port();

        @Override
        void close();
    }

    Running start(Config config) throws IOException;
}
