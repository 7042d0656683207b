package io.pgweir.proxy.app;

/** {@code bin/pgbouncer}: PgBouncer's command line. */
final class PgBouncerCommand {
    private static final String USAGE = """
            Usage: pgbouncer [OPTION]... CONFIG_FILE

            Options:
              -q, --quiet          run quietly
              -v, --verbose        increase verbosity
              -V, --version        show version, then exit
              -h, --help           show this help, then exit
            """;

    private boolean quiet;
    private int verbosity;
    private String file = "";

    private PgBouncerCommand() {}

    static int run(String[] arguments) {
        return new PgBouncerCommand().parse(arguments);
    }

    private int parse(String[] arguments) {
        for (String argument : arguments) {
            switch (argument) {
                case "-q", "--quiet" -> quiet = true;
                case "-v", "--verbose" -> verbosity++;
                case "-V", "--version" -> {
                    System.out.println("PgBouncer 1.25.2 (pgweir " + Version.number() + ")");
                    return 0;
                }
                case "-h", "--help" -> {
                    System.out.print(USAGE);
                    return 0;
                }
                default -> {
                    if (argument.startsWith("-")) {
                        return usage("unknown option: " + argument);
                    }
                    if (!file.isEmpty()) {
                        return usage("more than one configuration file: " + file + ", " + argument);
                    }
                    file = argument;
                }
            }
        }
        return file.isEmpty()
                ? usage("no configuration file given")
                : new ProxyProcess(new ConfigSource(file), quiet, verbosity).run();
    }

    private static int usage(String what) {
        System.err.println("pgbouncer: " + what + "\nTry \"pgbouncer --help\" for more information.");
        return 1;
    }
}
