package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.ResetText;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings that a client's RESET leads back to. A server knows only what it was started with itself, so after a
 * text that resets something the client's own startup values are set again, within the same transaction.
 */
public final class Resets {
    private static final Pattern ALL = Pattern.compile("\\b(?:reset|discard)\\s+all\\b");

    private final Map<String, String> wanted = new TreeMap<>();
    private boolean local;

    /** A text resets something: all of the client's startup settings that it may mean. */
    public void note(String sql, Optional<List<ResetText>> statements, Settings startup, Settings born) {
        String text = sql.toLowerCase(Locale.ROOT).replaceAll("time\\s+zone", "timezone");
        boolean all = ALL.matcher(text).find();
        if (statements.isPresent() && statements.get().size() != 1) {
            return; // the values are in the text already
        }
        Optional<ResetText> sole =
                statements.map(one -> one.get(0)).filter(one -> !one.resets().isEmpty());
        local = sole.map(ResetText::local).orElse(false);
        startup.asMap().forEach((name, value) -> {
            boolean meant = sole.map(reset -> reset.resets(name)).orElseGet(() -> all || names(text, name));
            if (meant && !born.has(name, value)) {
                wanted.put(name, value);
            }
        });
    }

    @HotPath
    public boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** Whether they are to hold for the rest of the transaction only. */
    @HotPath
    public boolean local() {
        return local;
    }

    /** The startup values, by lower-case name. */
    public Map<String, String> wanted() {
        return wanted;
    }

    /** Statements that bring the values back; they take no snapshot, so a transaction may still choose its isolation. */
    public String sql() {
        StringBuilder sql = new StringBuilder();
        wanted.forEach((name, value) ->
                sql.append(StartupValues.set(name, value, local)).append(';'));
        return sql.toString();
    }

    private static boolean names(String text, String name) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?![\\w.])")
                .matcher(text)
                .find();
    }

    public void clear() {
        wanted.clear();
        local = false;
    }
}
