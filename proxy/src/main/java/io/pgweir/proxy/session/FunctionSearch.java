package io.pgweir.proxy.session;

import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks whether rows are guarded by policies, and looks through the source of a database's functions, for what no text of a client shows: the names of custom settings
 * that they set, and which of them may leave state or move sequences. What a function puts together at run time cannot
 * be found so, nor what it calls.
 */
final class FunctionSearch {
    private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE;"
            + "SET LOCAL statement_timeout = 0;";
    private static final String MADE_BY_USERS = " oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid";
    private static final String SETTING = "SETTING";
    private static final String POLICY = "POLICY";
    private static final String CODE_NAME = "CODE";
    private static final String WRITES = "WRITES";

    private static final String SETTINGS = "SELECT DISTINCT 'SETTING', pg_catalog.lower(found[1]), ''"
            + " FROM pg_catalog.pg_proc, LATERAL pg_catalog.regexp_matches(prosrc,"
            + " E'(?:\\\\mset\\\\s+(?:session\\\\s+)?|set_config\\\\s*\\\\(\\\\s*\\')"
            + "([a-z_][a-z0-9_$]*(?:\\\\.[a-z_][a-z0-9_$]*)+)', 'gi') AS found"
            + " WHERE" + MADE_BY_USERS + " LIMIT " + Placeholders.MAX_NAMES + ';';

    private static final String POLICIES =
            "SELECT 'POLICY', '', '' FROM pg_catalog.pg_class WHERE relrowsecurity LIMIT 1;";

    /** The names by which a query may reach code of users; whatever writes may reach it where tables have some. */
    private static final String CODE = "SELECT 'CODE', pg_catalog.lower(proname), '' FROM pg_catalog.pg_proc WHERE"
            + MADE_BY_USERS + " LIMIT " + (CodeNames.MAX_NAMES + 1) + ';'
            + "SELECT 'CODE', pg_catalog.lower(relname), '' FROM pg_catalog.pg_class WHERE" + MADE_BY_USERS
            + " AND relkind OPERATOR(pg_catalog.=) 'v' AND EXISTS (" + depends("2618", "3256") + ')' // rules, policies
            + " LIMIT " + (CodeNames.MAX_NAMES + 1) + ';'
            + "SELECT 'CODE', pg_catalog.lower(relname), '' FROM pg_catalog.pg_class WHERE relrowsecurity LIMIT "
            + (CodeNames.MAX_NAMES + 1) + ';'
            + "SELECT 'WRITES', '', '' WHERE EXISTS (" + depends("2604", "2606", "2618", "2620") + ");"; // to triggers

    private static String depends(String... catalogs) {
        return "SELECT FROM pg_catalog.pg_depend WHERE refclassid OPERATOR(pg_catalog.=) '1255'::pg_catalog.oid"
                + " AND refobjid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid"
                + " AND classid OPERATOR(pg_catalog.=) ANY ('{" + String.join(",", catalogs) + "}'::pg_catalog.oid[])";
    }

    /** Harmless: settings of the transaction, tables that end with it, columns that an UPDATE sets. */
    private static final String LASTING = "pg_catalog.regexp_replace(prosrc,"
            + " E'set_config\\\\s*\\\\([^()]*,\\\\s*true\\\\s*\\\\)|\\\\mset\\\\s+local\\\\M"
            + "|\\\\mtemp(orary)?\\\\s+table[^;]*on\\\\s+commit\\\\s+drop', '', 'gi')";

    private static final String STATE = "set_config|(^|[;\\'\"$]|\\\\m(begin|then|else|loop))\\\\s*set\\\\s"
            + "|\\\\m(reset|discard|listen|unlisten|temp|temporary)\\\\M|pg_temp|\\\\mwith\\\\s+hold\\\\M"
            + "|pg_(try_)?advisory_(un)?lock";

    private static final String FUNCTIONS = "SELECT 'FUNCTION', pg_catalog.lower(proname),"
            + " pg_catalog.concat_ws(' ',"
            + kind("state", LASTING, STATE) + ','
            + kind("prepare", "prosrc", "\\\\m(prepare|deallocate|pg_prepared_statements?)\\\\M") + ','
            + kind("next", "prosrc", "\\\\m(nextval|setval|insert|merge|copy)\\\\M") + ','
            + kind("last", "prosrc", "\\\\m(currval|lastval)\\\\M")
            + ") FROM pg_catalog.pg_proc WHERE" + MADE_BY_USERS
            + " AND prosrc OPERATOR(pg_catalog.~*) E'set|discard|listen|temp|prepare|deallocate|hold|lock|val\\\\M"
            + "|insert|merge|copy'"
            + " LIMIT " + FunctionNames.MAX_NAMES + ';';

    private FunctionSearch() {}

    private static String kind(String name, String source, String pattern) {
        return " CASE WHEN " + source + " OPERATOR(pg_catalog.~*) E'" + pattern + "' THEN '" + name + "' END";
    }

    /** Notes what it finds, then runs what comes next; without an answer the other. */
    static void run(
            ServerConnection server, Placeholders names, FunctionNames functions, Runnable done, Runnable lost) {
        OwnQuery.simple(server, BEGIN + SETTINGS + POLICIES + CODE + FUNCTIONS + "COMMIT", new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                if (answer.error().isEmpty()) {
                    note(answer.rows(), names, functions);
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

    private static void note(List<List<String>> rows, Placeholders names, FunctionNames functions) {
        Map<String, Integer> found = new HashMap<>();
        boolean guards = false;
        boolean writes = false;
        Set<String> code = new HashSet<>();
        for (List<String> row : rows) {
            switch (row.get(0)) {
                case SETTING -> {
                    names.seen(row.get(1));
                    guards = true;
                }
                case POLICY -> guards = true;
                case CODE_NAME -> code.add(row.get(1));
                case WRITES -> writes = true;
                default -> FunctionNames.note(found, row.get(1), row.get(2));
            }
        }
        functions.found(found, guards, new CodeNames(code, writes));
    }
}
