package io.pgweir.proxy.app;

import java.util.Optional;

/**
 * What the command line says about the process.
 *
 * @param quiet nothing to standard error when there is a log file
 * @param verbosity added to the configuration's
 * @param daemon whether it runs in the background: nothing to standard error, and a pidfile is needed
 * @param user whom to run as when started as root; in place of the configuration's
 */
record ProcessOptions(boolean quiet, int verbosity, boolean daemon, Optional<String> user) {
    static final ProcessOptions NONE = new ProcessOptions(false, 0, false, Optional.empty());
}
