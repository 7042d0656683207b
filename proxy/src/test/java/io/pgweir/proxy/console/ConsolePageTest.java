package io.pgweir.proxy.console;

import io.pgweir.proxy.testing.GoldenFile;
import io.pgweir.proxy.testing.TestProxy;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** docs/console.md. */
class ConsolePageTest {
    private static final String HEAD = """
        # The console

        A database named `pgweir`, or `pgbouncer`, that is no database:

            psql -h 127.0.0.1 -p 6432 -U ops pgweir

        Users in `admin.users` may order everything, users in `admin.stats_users` may look. Columns and types are
        PgBouncer's; what is ours comes after them. This page is generated from the commands.

        | command | needs | what it does |
        | --- | --- | --- |
        """;

    @RegisterExtension
    final TestProxy proxy = new TestProxy();

    @Test
    void the_page_about_the_console_is_up_to_date() throws IOException {
        List<ConsoleCommand> commands = Commands.all(proxy.pgweir().overview(), proxy.control(), new ConsoleTraffic());
        String list = commands.stream().map(ConsolePageTest::row).collect(Collectors.joining());
        String tables = commands.stream()
                .filter(command -> !command.columns().isEmpty())
                .map(ConsolePageTest::table)
                .collect(Collectors.joining());

        GoldenFile.assertGolden("console.md", HEAD + list + tables);
    }

    private static String row(ConsoleCommand command) {
        String usage = (command.words() + " " + command.argument()).trim();
        String needs = command.privilege().name().toLowerCase(Locale.ROOT);
        return "| `" + usage + "` | " + needs + " | " + command.help() + " |\n";
    }

    private static String table(ConsoleCommand command) {
        String columns = command.columns().stream()
                .map(column -> "`" + column.name() + "` " + column.type().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "\n## " + command.words() + "\n\n" + columns + "\n";
    }
}
