package io.pgweir.proxy.route;

import java.time.Duration;

/** Durations as operators write them. */
public final class Durations {
    private Durations() {}

    /** As {@code 120s} or {@code 500ms}. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
