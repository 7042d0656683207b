package io.pgweir.proxy.console;

import io.pgweir.config.PgBouncerSetting;
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

    /**
     * What came of a SET.
     *
     * @param accepted whether the value counts from now on
     * @param problem why it does not, or why TLS goes on as before; empty when all is well
     */
    record SetResult(boolean accepted, String problem) {}

    /** Puts another value in place of one of PgBouncer's settings, until the next reload. Done is not on a loop. */
    void set(String name, String value, Consumer<SetResult> done);

    /** PgBouncer's settings as they are; none unless the configuration is a pgbouncer.ini. */
    List<PgBouncerSetting> settings();

    void shutdown(Shutdown how);

    /** Version, as SHOW VERSION tells it. */
    String version();
}
