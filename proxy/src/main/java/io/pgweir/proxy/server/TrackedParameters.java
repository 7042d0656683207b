package io.pgweir.proxy.server;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The reported parameters that follow a client from server to server: all that PostgreSQL reports and a client may
 * set (PgBouncer 1.26 has the same list), and what the operator added.
 */
public final class TrackedParameters {
    private static final List<String> ALWAYS = List.of(
            "application_name",
            "client_encoding",
            "datestyle",
            "default_transaction_read_only",
            "intervalstyle",
            "scram_iterations",
            "search_path",
            "session_authorization",
            "standard_conforming_strings",
            "timezone");

    private final Set<String> names = new HashSet<>(ALWAYS);

    public TrackedParameters(List<String> more) {
        more.forEach(name -> names.add(Settings.folded(name)));
    }

    public boolean contains(String name) {
        return names.contains(Settings.folded(name));
    }
}
