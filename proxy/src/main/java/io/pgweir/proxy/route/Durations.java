package io.pgweir.proxy.route;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as operators and PostgreSQL write them. */
public final class Durations {
    private static final Pattern SETTING = Pattern.compile("\\s*(\\d+(?:\\.\\d*)?)\\s*(us|ms|s|min|h|d)?\\s*");

    private Durations() {}

    /** As {@code 120s} or {@code 500ms}. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /**
     * The value of one of PostgreSQL's time-outs, in milliseconds where it has no unit (manual, 20.1.1). What is none is
     * zero, which stands for no time-out.
     */
    public static Duration ofTimeout(String value) {
        Matcher matcher = SETTING.matcher(value);
        if (!matcher.matches()) {
            return Duration.ZERO;
        }
        double nanos = Double.parseDouble(matcher.group(1)) * nanosOf(matcher.group(2));
        return Duration.ofNanos((long) nanos);
    }

    private static double nanosOf(@Nullable String unit) {
        return switch (unit == null ? "ms" : unit) {
            case "us" -> 1e3;
            case "s" -> 1e9;
            case "min" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86_400e9;
            default -> 1e6;
        };
    }
}
