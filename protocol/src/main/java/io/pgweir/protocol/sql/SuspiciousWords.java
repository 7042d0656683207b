package io.pgweir.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The words that make a statement suspect wherever they are in it, quoted ones too where they are names. */
final class SuspiciousWords {
    /** Keywords, which mean nothing in quotes. */
    static final Map<String, Integer> KEYWORDS = Map.of(
            "temp", Suspicion.TEMP,
            "temporary", Suspicion.TEMP,
            "drop", Suspicion.DROP,
            "insert", Suspicion.NEXT_VALUE, // where a column's default is one
            "merge", Suspicion.NEXT_VALUE,
            "copy", Suspicion.NEXT_VALUE);

    /** Names of functions, views and schemas. */
    static final Map<Integer, List<String>> NAMES = Map.of(
            Suspicion.UNLISTEN,
            List.of("pg_listening_channels"),
            Suspicion.PREPARE,
            List.of("pg_prepared_statement", "pg_prepared_statements"),
            Suspicion.TEMP | Suspicion.TEMP_SCHEMA,
            List.of("pg_my_temp_schema", "pg_temp"),
            Suspicion.LAST_VALUE,
            List.of("currval", "lastval"),
            Suspicion.NEXT_VALUE | Suspicion.NEXT_VALUE_CALL,
            List.of("nextval", "setval"),
            Suspicion.STICKY,
            List.of(
                    "dblink_connect",
                    "dblink_connect_u",
                    "pg_backup_start",
                    "pg_copy_logical_replication_slot",
                    "pg_copy_physical_replication_slot",
                    "pg_create_logical_replication_slot",
                    "pg_create_physical_replication_slot",
                    "pg_replication_origin_session_setup",
                    "pg_start_backup",
                    "setseed"),
            Suspicion.BACKEND,
            List.of(
                    "pg_backend_memory_contexts",
                    "pg_backend_pid",
                    "pg_get_backend_memory_contexts",
                    "pg_stat_clear_snapshot",
                    "pg_stat_force_next_flush",
                    "pg_stat_get_snapshot_timestamp",
                    "stats_fetch_consistency"),
            // They run a query that a string holds.
            Suspicion.CODE,
            List.of(
                    "cursor_to_xml",
                    "query_to_xml",
                    "query_to_xml_and_xmlschema",
                    "query_to_xmlschema",
                    "ts_rewrite",
                    "ts_stat"));

    private static final byte[] PG = letters("pg_");
    private static final byte[] TEMP = letters("pg_temp_");
    private static final byte[] ADVISORY = letters("pg_advisory_");
    private static final byte[] TRY_ADVISORY = letters("pg_try_advisory_");
    private static final byte[] IN_TRANSACTION = letters("_xact_");
    private static final byte[] STATISTICS_RESET = letters("pg_stat_reset");

    /** How the names begin that {@link #family} knows. */
    static final List<byte[]> FAMILIES = List.of(TEMP, ADVISORY, TRY_ADVISORY, STATISTICS_RESET);

    private static final Term TEMP_SCHEMA = familyOf(Suspicion.TEMP | Suspicion.TEMP_SCHEMA);
    private static final Term SESSION_LOCK = familyOf(Suspicion.LOCK);
    private static final Term RESET_OF_STATISTICS = familyOf(Suspicion.BACKEND);

    private SuspiciousWords() {}

    /** The families of names that are known by how they begin. */
    static Term family(Word word) {
        if (word.letter(0) != 'p' || !word.startsWith(PG)) {
            return Term.UNKNOWN;
        }
        if (word.startsWith(ADVISORY) || word.startsWith(TRY_ADVISORY)) {
            return word.contains(IN_TRANSACTION) ? Term.UNKNOWN : SESSION_LOCK;
        }
        if (word.startsWith(TEMP)) {
            return TEMP_SCHEMA;
        }
        return word.startsWith(STATISTICS_RESET) ? RESET_OF_STATISTICS : Term.UNKNOWN;
    }

    private static Term familyOf(int suspicions) {
        return Term.UNKNOWN.suspectedOf(suspicions, true);
    }

    private static byte[] letters(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
