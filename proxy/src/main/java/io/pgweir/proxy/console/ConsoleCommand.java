package io.pgweir.proxy.console;

import java.util.List;
import java.util.function.Consumer;

/**
 * A console command. docs/console.md is generated from all of them.
 *
 * @param words as {@code SHOW POOLS}, upper case
 * @param privilege what it needs
 * @param argument what may follow, for the help; empty for nothing
 * @param help one line
 * @param columns of its answer; none when it is no table
 */
public record ConsoleCommand(
        String words,
        Privilege privilege,
        String argument,
        String help,
        List<? extends Column<?>> columns,
        Consumer<Request> action) {

    /** A command that answers with a table. */
    static ConsoleCommand show(String what, String help, Table<?> table, Consumer<Request> action) {
        return new ConsoleCommand("SHOW " + what, Privilege.STATS, "", help, table.columns(), action);
    }

    /** A command that changes something. */
    static ConsoleCommand action(String words, String argument, String help, Consumer<Request> action) {
        return new ConsoleCommand(words, Privilege.ADMIN, argument, help, List.of(), action);
    }
}
