package io.pgweir.proxy.console;

import java.util.function.Consumer;

/**
 * A console command.
 *
 * @param words as {@code SHOW POOLS}, upper case
 * @param privilege what it needs
 * @param argument what may follow, for the help; empty for nothing
 * @param help one line
 */
public record ConsoleCommand(
        String words, Privilege privilege, String argument, String help, Consumer<Request> action) {}
