package io.pgweir.proxy.console;

import java.util.List;
import java.util.function.Consumer;

/** What the console can order of the process, which is above this package. */
public interface Control {
    /** How the process ends. */
    enum Shutdown {
        /** At once. */
        IMMEDIATE,
        /** When no server is in use any more; who waits for one is sent away. */
        WAIT_FOR_SERVERS,
        /** When the last client is gone; no new one is taken. */
        WAIT_FOR_CLIENTS
    }

    /** Reads the configuration again; done gets the problems, none when all is well. Not on a loop. */
    void reload(Consumer<List<String>> done);

    void shutdown(Shutdown how);

    /** Version, as SHOW VERSION tells it. */
    String version();
}
