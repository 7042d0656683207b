package io.pgweir.proxy.relay;

import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.session.Session;
import java.util.function.Consumer;

/**
 * Under a strict audit, a server that ran a user's code unobserved is cleaned before another session has it: what a
 * function left now and then, and no look at its shape found, must not meet strangers.
 */
final class Handover {
    // Not DISCARD ALL, which would take prepared statements and plans away, too.
    private static final String CLEAN = "RESET SESSION AUTHORIZATION;RESET ALL;CLOSE ALL;UNLISTEN *;"
            + "SELECT pg_catalog.pg_advisory_unlock_all();DISCARD TEMP";
    private static final int NOBODY = 0;

    private final ServerConnection connection;
    private int ranCode = NOBODY;

    Handover(ServerConnection connection) {
        this.connection = connection;
    }

    /** The session runs code of a user. */
    @HotPath
    void runsCode(Session session) {
        ranCode = session.pid();
    }

    /** All that it left is known. */
    void looked() {
        ranCode = NOBODY;
    }

    /** Whether the server must be cleaned for this session. */
    @HotPath
    boolean isDue(Session next, RelayLimits limits) {
        return ranCode != NOBODY && ranCode != next.pid() && next.auditsStrictly(limits.audit());
    }

    /**
     * Cleans it: its settings are then those that it was opened with.
     *
     * @param done hears whether it went well; otherwise the connection is of no use
     */
    void clean(Consumer<Boolean> done) {
        ranCode = NOBODY;
        OwnQuery.simple(connection, CLEAN, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                connection.settings(connection.born().with(connection.settings().only(connection::reports)));
                done.accept(answer.error().isEmpty());
            }

            @Override
            public void lost(CloseCause cause) {
                done.accept(false);
            }
        });
    }
}
