package io.pgweir.proxy.session;

import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import java.util.function.Predicate;

/**
 * Asks whether rows are guarded by policies, and looks for the names of custom settings in the functions of a database: what those set, no text of a client names.
 * Names that a function puts together at run time cannot be found.
 */
final class NameSearch {
    private static final String SQL = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE;"
            + "SET LOCAL statement_timeout = 0;"
            + "SELECT DISTINCT pg_catalog.lower(found[1]) FROM pg_catalog.pg_proc, LATERAL"
            + " pg_catalog.regexp_matches(prosrc, E'(?:\\\\mset\\\\s+(?:session\\\\s+)?|set_config\\\\s*\\\\(\\\\s*\\')"
            + "([a-z_][a-z0-9_$]*(?:\\\\.[a-z_][a-z0-9_$]*)+)', 'gi') AS found"
            + " WHERE oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid LIMIT 200;" // those that users made
            + "SELECT '' FROM pg_catalog.pg_class WHERE relrowsecurity LIMIT 1;"
            + "COMMIT";

    private NameSearch() {}

    /** Notes what it finds; done runs afterwards, also when it failed: then the names stay unknown until next time. */
    static void run(ServerConnection server, Placeholders names, Runnable done, Runnable lost) {
        OwnQuery.simple(server, SQL, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                if (answer.error().isEmpty()) {
                    answer.rows().stream()
                            .map(row -> row.get(0))
                            .filter(Predicate.not(String::isEmpty))
                            .forEach(names::seen);
                    names.searched(!answer.rows().isEmpty());
                    done.run();
                } else {
                    lost.run();
                }
            }

            @Override
            public void lost(CloseCause cause) {
                lost.run();
            }
        });
    }
}
