package io.pgweir.proxy.console;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.client.Overview;
import java.util.ArrayList;
import java.util.List;

/** All console commands, and the help that lists them. */
final class Commands {
    private static final Table<String> VERSION = Table.<String>of().text("version", version -> version);

    private Commands() {}

    static List<ConsoleCommand> all(Overview overview, Control control, ConsoleTraffic traffic) {
        List<ConsoleCommand> commands = new ArrayList<>();
        commands.add(ShowPools.command(overview));
        commands.add(ShowSockets.clients(overview));
        commands.add(ShowSockets.servers(overview));
        commands.add(ShowSockets.sockets(overview));
        commands.add(ShowSockets.activeSockets(overview));
        commands.add(ShowDatabases.command(overview));
        commands.add(ShowStats.command(overview, traffic));
        commands.addAll(ShowTotals.commands(overview, traffic));
        commands.add(ShowUsers.command(overview));
        commands.add(ShowLists.command(overview));
        commands.add(ShowState.command(overview));
        commands.add(ShowMemory.command(overview));
        commands.addAll(ShowNothing.commands());
        commands.add(ShowConfig.command(overview, control));
        commands.add(ShowPins.command(overview));
        commands.add(ShowListeners.command(overview));
        commands.add(ShowCompatibility.command(overview));
        commands.add(ShowLeaks.command(overview));
        commands.add(ConsoleCommand.show(
                "VERSION",
                "the program's version",
                VERSION,
                request -> request.answer(VERSION, List.of(control.version()))));
        commands.addAll(ClientParameters.commands());
        commands.add(new SetCommand(overview, control).command());
        commands.addAll(new Pausing(overview).commands());
        commands.addAll(new Actions(overview, control).commands());
        commands.add(new ConsoleCommand(
                "SHOW HELP",
                Privilege.STATS,
                "",
                "this list",
                List.of(),
                request -> request.notice(help(commands), "SHOW")));
        return commands;
    }

    private static ErrorResponse help(List<ConsoleCommand> commands) {
        StringBuilder detail = new StringBuilder();
        for (ConsoleCommand command : commands) {
            String usage = command.words() + (command.argument().isEmpty() ? "" : " " + command.argument());
            detail.append("\n\t").append(usage).append(" - ").append(command.help());
        }
        return new ErrorResponse(ErrorResponse.NOTICE, "00000", "Console usage", detail.toString(), "");
    }
}
