package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.Suspicion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the applications of one pool do that a pooler without session tracking breaks: the answer to "is my application
 * safe in transaction mode?" before anyone switches. Bounded; confined to the pool's loop.
 */
public final class Compatibility {
    private static final String SETTING = "SETTING";
    private static final int MAX_ENTRIES = 1_000;
    private static final int MAX_EXAMPLE_CHARS = 200;
    private static final int SETTINGS = Suspicion.SET | Suspicion.RESET;

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Long> totals = new LinkedHashMap<>();

    private record Key(String application, String feature, long shape) {}

    /** How often an application used a feature in statements of one shape, and the first of them. */
    public record Entry(String application, String feature, String example, long[] count) {}

    /** A text of this application has these suspicions. */
    void note(String application, int suspicions, long shape, String sql) {
        if ((suspicions & SETTINGS) != 0) {
            note(application, SETTING, shape, sql);
        }
        for (PinReason reason : PinReason.values()) {
            if ((reason.beginners() & suspicions & ~SETTINGS) != 0) {
                note(application, reason.name(), shape, sql);
            }
        }
    }

    private void note(String application, String feature, long shape, String sql) {
        totals.merge(feature, 1L, Long::sum);
        Key key = new Key(application, feature, shape);
        Entry entry = entries.get(key);
        if (entry == null && entries.size() < MAX_ENTRIES) {
            String example = sql.substring(0, Math.min(MAX_EXAMPLE_CHARS, sql.length()));
            entry = new Entry(application, feature, example, new long[1]);
            entries.put(key, entry);
        }
        if (entry != null) {
            entry.count()[0]++;
        }
    }

    /** All features that may be counted: settings, and every reason to pin that a text can begin. */
    public static List<String> features() {
        List<String> features = new ArrayList<>(List.of(SETTING));
        Stream.of(PinReason.values())
                .filter(reason -> (reason.beginners() & ~SETTINGS) != 0)
                .map(PinReason::name)
                .forEach(features::add);
        return features;
    }

    /** How many statements used each feature, those of applications and shapes beyond the bound included. */
    public Map<String, Long> totals() {
        return Map.copyOf(totals);
    }

    /** All, in the order of their first use. */
    public List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }
}
