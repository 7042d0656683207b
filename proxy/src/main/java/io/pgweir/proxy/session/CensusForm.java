package io.pgweir.proxy.session;

import io.pgweir.proxy.server.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The questions of one census as SQL, and what the rows that answer them mean.
 *
 * @param reasons to ask for
 * @param settings whether to ask for settings
 * @param placeholders names of custom settings to ask for: no view of PostgreSQL lists them
 */
public record CensusForm(Set<PinReason> reasons, boolean settings, Set<String> placeholders) {
    private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE";
    private static final String SETTING = "SETTING";
    private static final String DEFAULT = "DEFAULT";
    private static final String PROTOCOL_STATEMENT = "PROTOCOL_STATEMENT";

    // Those of the transaction's own are no state of the session.
    private static final String SETTINGS = "SELECT 'SETTING', name, setting FROM pg_catalog.pg_settings"
            + " WHERE source OPERATOR(pg_catalog.=) 'session'"
            + " AND name OPERATOR(pg_catalog.<>) ALL (ARRAY['transaction_isolation', 'transaction_read_only',"
            + " 'transaction_deferrable'])";
    private static final String WITHOUT_TIMEOUTS =
            " AND name OPERATOR(pg_catalog.<>) ALL (ARRAY['statement_timeout', 'lock_timeout'])";
    private static final String ROLE = "SELECT 'SETTING', 'role', pg_catalog.current_setting('role')"
            + " WHERE pg_catalog.current_setting('role') OPERATOR(pg_catalog.<>) 'none'";
    private static final String TIMEOUTS = "SELECT 'SETTING', 'statement_timeout',"
            + " pg_catalog.current_setting('statement_timeout');"
            + "SELECT 'SETTING', 'lock_timeout', pg_catalog.current_setting('lock_timeout')";
    private static final String NO_TIMEOUTS = "SET LOCAL statement_timeout = 0;SET LOCAL lock_timeout = 0";

    /** The census as one simple query in a transaction of its own, under the client's own time-outs. */
    String sql() {
        List<String> parts = new ArrayList<>();
        parts.add(BEGIN);
        if (settings) {
            parts.add(SETTINGS);
        }
        addQuestions(parts);
        if (settings) {
            placeholders.forEach(name -> parts.add(defaultOf(name)));
        }
        return joined(parts);
    }

    /**
     * The same where the client's time-outs are too short for that: they are read first, which takes no time, and then
     * set aside. Asks for no defaults: a setting that an extension defines may not be reset by everybody. Ends the failed transaction of the first attempt.
     */
    String patientSql() {
        List<String> parts = new ArrayList<>();
        parts.add("ROLLBACK");
        parts.add(BEGIN);
        if (settings) {
            parts.add(TIMEOUTS);
        }
        parts.add(NO_TIMEOUTS);
        if (settings) {
            parts.add(SETTINGS + WITHOUT_TIMEOUTS);
        }
        addQuestions(parts);
        return joined(parts);
    }

    private void addQuestions(List<String> parts) {
        if (settings) {
            parts.add(ROLE);
            placeholders.forEach(name -> parts.add(placeholder(name)));
        }
        reasons.forEach(reason -> parts.add(reason.question()));
    }

    private static String placeholder(String name) {
        String literal = literal(name);
        return "SELECT 'SETTING', " + literal + ", pg_catalog.current_setting(" + literal
                + ", true) WHERE pg_catalog.current_setting(" + literal + ", true) IS NOT NULL";
    }

    /** What RESET leads to, for the rest of the census' transaction; never for a name that is not there. */
    private static String defaultOf(String name) {
        String literal = literal(name);
        return "SELECT 'DEFAULT', " + literal + ", pg_catalog.set_config(" + literal
                + ", NULL, true) WHERE pg_catalog.current_setting(" + literal + ", true) IS NOT NULL";
    }

    private static String literal(String text) {
        return " E'" + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    private static String joined(List<String> parts) {
        return String.join(";", parts) + ";COMMIT";
    }

    /** What the rows say. */
    Findings findings(List<List<String>> rows) {
        Set<PinReason> found = EnumSet.noneOf(PinReason.class);
        Map<String, String> values = new HashMap<>();
        Map<String, String> defaults = new HashMap<>();
        Set<String> names = new HashSet<>();
        Set<String> channels = new LinkedHashSet<>();
        for (List<String> row : rows) {
            String kind = row.get(0);
            switch (kind) {
                case SETTING -> values.put(Settings.folded(row.get(1)), row.get(2));
                case DEFAULT -> defaults.put(Settings.folded(row.get(1)), row.get(2));
                case PROTOCOL_STATEMENT -> names.add(row.get(1));
                default -> {
                    PinReason reason = PinReason.valueOf(kind);
                    found.add(reason);
                    if (reason == PinReason.STATEMENT) {
                        names.add(row.get(1));
                    } else if (reason == PinReason.LISTEN) {
                        channels.add(row.get(1));
                    }
                }
            }
        }
        placeholders.stream()
                .map(Settings::folded)
                .filter(name -> values.containsKey(name) && values.get(name).equals(defaults.getOrDefault(name, "")))
                .forEach(name -> values.put(name, Settings.AT_DEFAULT));
        return new Findings(
                reasons,
                found,
                settings ? Optional.of(values) : Optional.empty(),
                reasons.contains(PinReason.STATEMENT) ? Optional.of(names) : Optional.empty(),
                channels);
    }
}
