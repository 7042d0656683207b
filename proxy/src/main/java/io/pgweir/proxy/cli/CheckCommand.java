package io.pgweir.proxy.cli;

import io.pgweir.config.ConfigException;
import io.pgweir.config.ConfigFile;
import io.pgweir.config.Loaded;
import io.pgweir.config.UserList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pgweir check FILE}: reads a configuration as a start would, and says everything that is wrong with it. */
@Command(
        name = "check",
        description = "Check a configuration without starting anything: exit status 0 when a start would work.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "pgweir.yaml or pgbouncer.ini")
    private Path file = Path.of("pgweir.yaml");

    @Override
    public Integer call() {
        try {
            Loaded loaded = ConfigFile.load(file);
            List<String> warnings = new ArrayList<>();
            loaded.warnings().forEach(warning -> warnings.add(warning.toString()));
            loaded.config()
                    .auth()
                    .file()
                    .ifPresent(users -> UserList.load(Path.of(users))
                            .problems()
                            .forEach(problem -> warnings.add(problem.toString())));
            warnings.forEach(warning -> System.out.println("warning: " + warning));
            System.out.println(file + ": ok, " + loaded.config().databases().size() + " database entries, "
                    + loaded.config().servers().size() + " servers"
                    + (warnings.isEmpty() ? "" : ", " + warnings.size() + " warnings"));
            return 0;
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
