package io.pgweir.proxy.session;

import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings that a client's RESET leads back to. A server knows only what it was started with itself, so after a
 * text that resets something the client's own startup values are set again, within the same transaction.
 */
public final class Resets {
    private static final Pattern ALL = Pattern.compile("\\b(?:reset|discard)\\s+all\\b");
    private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces");

    private final Map<String, String> wanted = new TreeMap<>();

    /** A text resets something: all of the client's startup settings that it may mean. */
    public void note(String sql, Settings startup, Settings born) {
        String text = sql.toLowerCase(Locale.ROOT).replaceAll("time\\s+zone", "timezone");
        boolean all = ALL.matcher(text).find();
        startup.asMap().forEach((name, value) -> {
            if (!born.has(name, value) && (all || names(text, name))) {
                wanted.put(name, value);
            }
        });
    }

    @HotPath
    public boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** The startup values, by lower-case name. */
    public Map<String, String> wanted() {
        return wanted;
    }

    /** Statements that bring the values back; they take no snapshot, so a transaction may still choose its isolation. */
    public String sql() {
        StringBuilder sql = new StringBuilder();
        wanted.forEach((name, value) -> sql.append(LISTS.contains(name) ? setList(name, value) : set(name, value)));
        return sql.toString();
    }

    private static boolean names(String text, String name) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?![\\w.])")
                .matcher(text)
                .find();
    }

    private static String set(String name, String value) {
        return "SET " + SettingsReplay.quoted(name) + " TO " + literal(value) + ';';
    }

    /** SET would take the whole list for one name. */
    private static String setList(String name, String value) {
        return "SELECT pg_catalog.set_config(" + literal(name) + ", " + literal(value) + ", false);";
    }

    private static String literal(String value) {
        return " E'" + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    public void clear() {
        wanted.clear();
    }
}
