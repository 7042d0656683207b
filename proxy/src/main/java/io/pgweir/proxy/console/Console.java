package io.pgweir.proxy.console;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.AdminConfig;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.ConsoleDoor;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.error.ProxyError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The database that is no database: clients of {@code pgweir} (or {@code pgbouncer}) come here and get tables and
 * switches in place of SQL.
 */
public final class Console implements ConsoleDoor {
    /** PgBouncer's version that its tools may take us for; the text behind the slash marks a pooler. */
    static final String SERVER_VERSION = "1.25.2/bouncer";

    private static final Pattern ONE_WORD = Pattern.compile("[^ \"]+|\"(?:[^\"]|\"\")*\"");

    private final Overview overview;
    private final Control control;
    private final ConsoleTraffic traffic = new ConsoleTraffic();
    private List<ConsoleCommand> commands = List.of();

    public Console(Overview overview, Control control) {
        this.overview = overview;
        this.control = control;
    }

    /** Made for the first visitor: a start has better things to do. */
    private synchronized List<ConsoleCommand> commands() {
        if (commands.isEmpty()) {
            commands = Commands.all(overview, control, traffic);
        }
        return commands;
    }

    @Override
    public boolean enter(Client client) {
        Optional<Privilege> privilege = client.isOwner() ? Optional.of(Privilege.ADMIN) : privilegeOf(client.user());
        privilege.ifPresent(granted -> {
            traffic.login();
            new ConsolePhase(this, client, granted).begin();
        });
        return privilege.isPresent();
    }

    private Optional<Privilege> privilegeOf(String user) {
        AdminConfig admin = overview.gateway().rules().config().admin();
        if (admin.users().contains(user)) {
            return Optional.of(Privilege.ADMIN);
        }
        return admin.statsUsers().contains(user) ? Optional.of(Privilege.STATS) : Optional.empty();
    }

    void run(String text, Privilege privilege, ConsolePhase phase, Client client) {
        traffic.command();
        String command = normalized(text);
        if (command.isEmpty()) {
            emptyQuery(phase, client);
            return;
        }
        Optional<ConsoleCommand> found = find(command);
        if (found.isEmpty()) {
            new Request(phase, client, "").failed(ProxyError.CONSOLE_INVALID.error(text.trim()));
            return;
        }
        if (found.get().words().equals(SetCommand.WORDS)) {
            set(found.get(), text, privilege, phase, client);
            return;
        }
        String rest = command.substring(found.get().words().length()).trim();
        boolean wrong = !rest.isEmpty()
                && (found.get().argument().isEmpty() || !ONE_WORD.matcher(rest).matches());
        Request request = new Request(phase, client, unquoted(rest));
        if (!privilege.covers(found.get().privilege())) {
            request.failed(ProxyError.CONSOLE_NEEDS_ADMIN.error());
        } else if (wrong) {
            request.failed(ProxyError.CONSOLE_INVALID.error(text.trim()));
        } else {
            found.get().action().accept(request);
        }
    }

    /** SET has a grammar of its own, and what drivers set for themselves is nobody's privilege. */
    private static void set(
            ConsoleCommand command, String text, Privilege privilege, ConsolePhase phase, Client client) {
        Optional<SetCommand.Assignment> assignment = SetCommand.Assignment.of(text);
        Request request = new Request(phase, client, text);
        if (assignment.isEmpty()) {
            request.failed(ProxyError.CONSOLE_INVALID.error(text.trim()));
        } else if (ClientParameters.has(assignment.get().name())) {
            request.notice(SetCommand.IGNORED, SetCommand.WORDS);
        } else if (!privilege.covers(command.privilege())) {
            request.failed(ProxyError.CONSOLE_NEEDS_ADMIN.error());
        } else {
            command.action().accept(request);
        }
    }

    /** White space folded, the semicolon gone, SELECT as another word for SHOW. */
    private static String normalized(String text) {
        String folded = text.strip();
        while (folded.endsWith(";")) {
            folded = folded.substring(0, folded.length() - 1).strip();
        }
        folded = String.join(" ", folded.split("\\s+"));
        return startsWithWords(folded, "SELECT") ? "SHOW" + folded.substring("SELECT".length()) : folded;
    }

    private Optional<ConsoleCommand> find(String text) {
        ConsoleCommand longest = null;
        for (ConsoleCommand command : commands()) {
            boolean longer = longest == null
                    || command.words().length() > longest.words().length();
            if (longer && startsWithWords(text, command.words())) {
                longest = command;
            }
        }
        return Optional.ofNullable(longest);
    }

    private static boolean startsWithWords(String text, String words) {
        return text.toUpperCase(Locale.ROOT).startsWith(words)
                && (text.length() == words.length() || text.charAt(words.length()) == ' ');
    }

    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        return quoted ? argument.substring(1, argument.length() - 1).replace("\"\"", "\"") : argument;
    }

    private static void emptyQuery(ConsolePhase phase, Client client) {
        ByteBuf out = client.link().loop().allocator().directBuffer();
        Message.empty(out, BackendType.EMPTY_QUERY_RESPONSE);
        ReadyForQuery.encode(out, ReadyForQuery.IDLE);
        boolean unused = client.link().writeAndRelease(out);
        phase.answered();
    }
}
