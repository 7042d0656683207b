package io.pgweir.proxy.app;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * {@code bin/pgbouncer}: PgBouncer's command line. Going to the background and changing the user is the launcher's
 * work, since no JVM can do either: it passes the options on all the same.
 */
final class PgBouncerCommand {
    private static final String USAGE = """
            Usage: pgbouncer [OPTION]... CONFIG_FILE

            Options:
              -d, --daemon         run in background (as a daemon)
              -q, --quiet          run quietly
              -R, --reboot         start where an old process has gone; it takes no clients over
              -u, --user=USERNAME  assume identity of USERNAME
              -v, --verbose        increase verbosity
              -V, --version        show version, then exit
              -h, --help           show this help, then exit
            """;

    private final Deque<String> arguments;
    private boolean quiet;
    private boolean daemon;
    private int verbosity;
    private Optional<String> user = Optional.empty();
    private String file = "";

    private PgBouncerCommand(String[] arguments) {
        this.arguments = new ArrayDeque<>(Arrays.asList(arguments));
    }

    static int run(String[] arguments) {
        return new PgBouncerCommand(arguments).parse();
    }

    private int parse() {
        while (!arguments.isEmpty()) {
            String argument = arguments.remove();
            switch (argument) {
                case "-q", "--quiet" -> quiet = true;
                case "-d", "--daemon" -> daemon = true;
                case "-R", "--reboot" -> {} // with no old process this is an ordinary start, else the socket is in use
                case "-v", "--verbose" -> verbosity++;
                case "-V", "--version" -> {
                    System.out.println("PgBouncer 1.25.2 (pgweir " + Version.number() + ")");
                    return 0;
                }
                case "-h", "--help" -> {
                    System.out.print(USAGE);
                    return 0;
                }
                case "-u", "--user" -> {
                    if (arguments.isEmpty()) {
                        return usage("option requires an argument: " + argument);
                    }
                    user = Optional.of(arguments.remove());
                }
                default -> {
                    if (argument.startsWith("--user=")) {
                        user = Optional.of(argument.substring("--user=".length()));
                    } else if (argument.matches("-[a-zA-Z]{2,}")) {
                        arguments.addFirst("-" + argument.substring(2)); // -dq is -d -q, -ualice is -u alice
                        if (argument.startsWith("-u")) {
                            user = Optional.of(arguments.remove().substring(1));
                        } else {
                            arguments.addFirst(argument.substring(0, 2));
                        }
                    } else if (argument.startsWith("-")) {
                        return usage("unknown option: " + argument);
                    } else if (!file.isEmpty()) {
                        return usage("more than one configuration file: " + file + ", " + argument);
                    } else {
                        file = argument;
                    }
                }
            }
        }
        return file.isEmpty() ? usage("no configuration file specified") : start();
    }

    private int start() {
        ProcessOptions options = new ProcessOptions(quiet, verbosity, daemon, user);
        return new ProxyProcess(new ConfigSource(file, true), options).run();
    }

    private static int usage(String what) {
        System.err.println("pgbouncer: " + what + "\nTry \"pgbouncer --help\" for more information.");
        return 1;
    }
}
