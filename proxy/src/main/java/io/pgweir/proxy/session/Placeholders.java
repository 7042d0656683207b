package io.pgweir.proxy.session;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names of custom settings ({@code app.tenant}) that texts of one pool mentioned. PostgreSQL lists these settings
 * nowhere, so whoever asks what a session has set must know their names.
 */
public final class Placeholders {
    static final int MAX_NAMES = 200;

    private final Set<String> names = new LinkedHashSet<>();
    private List<String> tracked = List.of();

    /** A text mentions it; lower case. Beyond a bound the name seen first is forgotten. */
    public void seen(String name) {
        if (names.add(name) && names.size() > MAX_NAMES) {
            names.remove(names.iterator().next());
        }
    }

    /** The operator names these: nobody needs to mention them. */
    public void track(List<String> some) {
        tracked = some.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** All that are known. */
    public Set<String> all() {
        if (tracked.isEmpty()) {
            return Collections.unmodifiableSet(names);
        }
        Set<String> all = new LinkedHashSet<>(tracked);
        all.addAll(names);
        return all;
    }

    /** Whether the name is one of a custom setting: PostgreSQL's own have no dot. */
    public static boolean isPlaceholder(String name) {
        return name.indexOf('.') > 0;
    }
}
