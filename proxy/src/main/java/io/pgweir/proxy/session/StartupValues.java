package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.ResetText;
import io.pgweir.proxy.server.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Statements that bring a client's startup values back. None takes a snapshot. */
final class StartupValues {
    private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces");
    private static final Set<String> ROLES = Set.of("role", "session_authorization");

    private StartupValues() {}

    /** What must follow a statement, where the client logged in with other settings than the server was opened with. */
    static List<String> restore(ResetText statement, Settings startup, Settings born) {
        List<String> sql = new ArrayList<>();
        startup.asMap().forEach((name, value) -> {
            if (statement.resets(name) && !born.has(name, value) && !ROLES.contains(name)) {
                sql.add(set(name, value, statement.local()));
            }
        });
        return sql;
    }

    static String set(String name, String value, boolean local) {
        return "SET " + (local ? "LOCAL " : "") + SettingsReplay.quoted(name) + " TO "
                + (LISTS.contains(name) ? list(value) : literal(value));
    }

    /** SET would take the whole list for one name. */
    private static String list(String value) {
        if (value.isBlank()) {
            return literal("");
        }
        return Arrays.stream(value.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .map(StartupValues::element)
                .collect(Collectors.joining(", "));
    }

    private static String element(String written) {
        String name = written.strip();
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return literal(quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : Settings.folded(name));
    }

    private static String literal(String value) {
        return " E'" + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }
}
