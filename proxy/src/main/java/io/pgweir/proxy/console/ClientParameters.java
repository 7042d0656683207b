package io.pgweir.proxy.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What drivers set and ask for without being told to. On the console it cannot be changed. */
final class ClientParameters {
    private static final Map<String, String> VALUES = Map.of(
            "client_encoding", "UTF8",
            "datestyle", "ISO",
            "default_transaction_isolation", "read committed",
            "standard_conforming_strings", "on",
            "timezone", "GMT");

    private ClientParameters() {}

    static boolean has(String name) {
        return VALUES.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /** SHOW for each of them. */
    static List<ConsoleCommand> commands() {
        List<ConsoleCommand> commands = new ArrayList<>();
        VALUES.keySet().stream().sorted().forEach(name -> commands.add(command(name)));
        return commands;
    }

    private static ConsoleCommand command(String name) {
        Table<String> table = Table.<String>of().text(name, value -> value);
        List<String> row = List.of(VALUES.getOrDefault(name, ""));
        return ConsoleCommand.show(
                name.toUpperCase(Locale.ROOT), "fixed, for drivers", table, request -> request.answer(table, row));
    }
}
