package io.pgweir.proxy.console;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as PgBouncer's tables show them. */
final class Times {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Times() {}

    static String text(long millis) {
        return FORMAT.format(Instant.ofEpochMilli(millis));
    }

    /** A time of the nano clock on the wall clock. */
    static long millisOf(long nanos, long nowNanos) {
        return System.currentTimeMillis() - (nowNanos - nanos) / 1_000_000;
    }

    static int seconds(long micros) {
        return (int) (micros / 1_000_000);
    }

    static int restMicros(long micros) {
        return (int) (micros % 1_000_000);
    }
}
