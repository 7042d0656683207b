package io.pgweir.config;

/** What happens to the state that a session leaves on its server, in pool modes other than session. */
public enum SessionStateMode {
    /** It follows the client, or the session gets a server of its own. */
    TRACK,
    /** What PgBouncer does: it stays on the server that happens to have it; reported parameters follow. */
    PGBOUNCER,
    /** The same, and what would not have worked is counted: SHOW COMPATIBILITY. */
    REPORT
}
