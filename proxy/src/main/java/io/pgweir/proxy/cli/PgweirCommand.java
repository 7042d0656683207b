package io.pgweir.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/pgweir} and its commands. */
@Command(
        name = "pgweir",
        description = "PostgreSQL connection-routing proxy",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start:  pgweir run pgweir.yaml   (or pgbouncer.ini, or postgresql://host/db)",
            "Try:    pgweir demo"
        },
        mixinStandardHelpOptions = true)
public final class PgweirCommand {
    private PgweirCommand() {}

    /** Runs a command; answers the exit status. */
    public static int run(String[] arguments, String version, Launcher launcher) {
        CommandLine line = new CommandLine(new PgweirCommand());
        line.getCommandSpec().version("pgweir " + version);
        line.addSubcommand("run", new RunUsage());
        line.addSubcommand("check", new CheckCommand());
        line.addSubcommand("demo", new DemoCommand(launcher));
        if (arguments.length == 0) {
            line.usage(System.err);
            return 2;
        }
        return line.execute(arguments);
    }

    /** Only for the help: a complete {@code run} never comes here. */
    @Command(
            name = "run",
            description = "Run the proxy until it is told to end.",
            synopsisHeading = "Usage: pgweir run FILE|URI%n",
            customSynopsis = "",
            mixinStandardHelpOptions = true)
    private static final class RunUsage implements Callable<Integer> {
        @Override
        public Integer call() {
            System.err.println("pgweir run: name one configuration: FILE.yaml, pgbouncer.ini or postgresql://host/db");
            return 2;
        }
    }
}
