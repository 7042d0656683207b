package io.pgweir.proxy.app;

import io.pgweir.proxy.cli.PgweirCommand;
import java.util.Arrays;

/**
 * Where the program begins. {@code run} and {@code bin/pgbouncer} are dispatched here, so that the command line library
 * is loaded only by commands that a person waits for.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("train")) {
            System.exit(Training.run()); // an orderly exit writes the archive
        }
        int status = run(arguments);
        System.err.flush();
        System.out.flush();
        // Not exit(): there is no shutdown hook to wait for, and clients see the end at once.
        Runtime.getRuntime().halt(status);
    }

    private static int run(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("run") && !arguments[1].startsWith("-")) {
            return new ProxyProcess(new ConfigSource(arguments[1], false), ProcessOptions.NONE).run();
        }
        if (arguments.length > 0 && arguments[0].equals("pgbouncer")) {
            return PgBouncerCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        return PgweirCommand.run(arguments, Version.number(), Launched::start);
    }
}
