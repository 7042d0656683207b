package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import java.util.stream.Stream;

/**
 * Why a session needs a server of its own: the texts that may begin or end it, the question that tells whether it
 * holds, and what operators read. SHOW PINS, the metrics' tag and the documentation come from here.
 *
 * <p>Questions name everything with its schema, operators too, since the client owns the search_path. A reason without
 * a question holds as soon as such a text ran, until DISCARD ALL or the end of the session: nobody can ask for it.
 */
public enum PinReason {
    LISTEN(
            Suspicion.LISTEN,
            Suspicion.UNLISTEN,
            "SELECT 'LISTEN', channel, '' FROM pg_catalog.pg_listening_channels() AS channel",
            "it listens for notifications, which PostgreSQL delivers to one server connection only"),
    TEMP(
            Suspicion.TEMP,
            Suspicion.DROP,
            "SELECT 'TEMP', '', '' FROM pg_catalog.pg_depend"
                    + " WHERE refclassid OPERATOR(pg_catalog.=) '2615'::pg_catalog.oid" // pg_namespace
                    + " AND refobjid OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema() LIMIT 1",
            "it has temporary tables or other objects in pg_temp"),
    CURSOR(
            Suspicion.HOLD,
            Suspicion.CLOSE,
            "SELECT 'CURSOR', '', '' FROM pg_catalog.pg_cursors WHERE is_holdable LIMIT 1",
            "it has a cursor WITH HOLD"),
    LOCK(
            Suspicion.LOCK,
            Suspicion.NONE,
            "SELECT 'LOCK', '', '' FROM pg_catalog.pg_locks"
                    + " WHERE locktype OPERATOR(pg_catalog.=) 'advisory'"
                    + " AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() LIMIT 1",
            "it holds an advisory lock of the session"),
    STATEMENT(
            Suspicion.PREPARE,
            Suspicion.NONE,
            "SELECT CASE WHEN from_sql THEN 'STATEMENT' ELSE 'PROTOCOL_STATEMENT' END, name, ''"
                    + " FROM pg_catalog.pg_prepared_statements",
            "it prepared a statement with PREPARE"),
    BY_HAND(
            Suspicion.SET,
            Suspicion.NONE,
            "SELECT 'BY_HAND', '', '' WHERE pg_catalog.current_setting('pgweir.pin', true)"
                    + " OPERATOR(pg_catalog.=) ANY (ARRAY['on', 'true', 'yes', '1'])",
            "it asked for it: SET pgweir.pin = on"),
    REPLICATION(
            Suspicion.CODE,
            Suspicion.NONE,
            "SELECT 'REPLICATION', '', '' FROM pg_catalog.pg_replication_slots WHERE temporary"
                    + " AND active_pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() LIMIT 1",
            "it has a temporary replication slot"),
    SEQUENCE(
            Suspicion.LAST_VALUE,
            Suspicion.NONE,
            "",
            "it asks for currval or lastval, which only the server knows that ran nextval"),
    SETTING(
            Suspicion.NONE,
            Suspicion.NONE,
            "",
            "it has settings that a PgBouncer in front of PostgreSQL does not carry, or an idle_session_timeout"),
    BACKEND(
            Suspicion.BACKEND,
            Suspicion.NONE,
            "",
            "it asked for its server's process id or statistics, and may ask again"),
    HIDDEN(
            Suspicion.STICKY,
            Suspicion.NONE,
            "",
            "it ran LOAD, setseed or a function of pin_functions, whose traces cannot be asked for");

    private static final PinReason[] ALL = values();
    private static final int ALL_BEGINNERS =
            Stream.of(ALL).mapToInt(reason -> reason.beginners).reduce(0, (all, some) -> all | some);

    private final int beginners;
    private final int enders;
    private final String question;
    private final String explanation;

    PinReason(int beginners, int enders, String question, String explanation) {
        this.beginners = beginners;
        this.enders = enders | Suspicion.DISCARD;
        this.question = question;
        this.explanation = explanation;
    }

    /** {@link Suspicion} bits of texts that may begin a reason to pin. */
    @HotPath
    public static int allBeginners() {
        return ALL_BEGINNERS;
    }

    /** Whether a text with these suspicions may begin it. */
    public boolean mayBeginWith(int suspicions) {
        int more = asks() ? beginners | Suspicion.CODE | Shapes.AUDIT : beginners;
        return (suspicions & more) != 0;
    }

    /** {@link Suspicion} bits of texts that may begin it. */
    public int beginners() {
        return beginners;
    }

    /** Whether a text with these suspicions may end it. */
    public boolean mayEndWith(int suspicions) {
        return (suspicions & enders) != 0;
    }

    /** Whether the server can be asked for it. */
    public boolean asks() {
        return !question.isEmpty();
    }

    /** A query that answers rows of three columns, the first of them this reason's name, when the session holds it. */
    String question() {
        return question;
    }

    /** For operators: because ... */
    public String explanation() {
        return explanation;
    }
}
