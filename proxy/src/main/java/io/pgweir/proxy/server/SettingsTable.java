package io.pgweir.proxy.server;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/** Makes equal {@link Settings} of one pool one object, for as long as anybody has them. Confined to the pool's loop. */
public final class SettingsTable {
    private final Map<Settings, WeakReference<Settings>> known = new WeakHashMap<>();

    /** The one object that stands for these. */
    public Settings intern(Settings settings) {
        WeakReference<Settings> reference = known.get(settings);
        Settings same = reference == null ? null : reference.get();
        if (same != null) {
            return same;
        }
        known.put(settings, new WeakReference<>(settings));
        return settings;
    }
}
