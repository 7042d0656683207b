package io.pgweir.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** A time: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, {@code 1d}; a plain number is seconds. */
record DurationType() implements ValueType<Duration> {
    private static final long SECOND = 1_000_000_000L;
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final long[] UNIT_NANOS = {86_400 * SECOND, 3_600 * SECOND, 60 * SECOND, SECOND, SECOND / 1_000};

    @Override
    public String name() {
        return "duration";
    }

    @Override
    public String expected() {
        return "a time such as 500ms, 30s, 2m, 1h or 1d, or a number of seconds";
    }

    @Override
    public Optional<Duration> parse(String text) {
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        long unitNanos = nanosOf(text.substring(end));
        return unitNanos == 0 ? Optional.empty() : parse(text.substring(0, end), unitNanos);
    }

    private static Optional<Duration> parse(String number, long unitNanos) {
        try {
            int dot = number.indexOf('.');
            long whole = Long.parseLong(dot < 0 ? number : number.substring(0, dot));
            double fraction = dot < 0 ? 0 : Double.parseDouble("0" + number.substring(dot));
            long nanos = Math.addExact(Math.multiplyExact(whole, unitNanos), Math.round(fraction * unitNanos));
            return Optional.of(Duration.ofNanos(nanos));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long nanosOf(String unit) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(unit)) {
                return UNIT_NANOS[i];
            }
        }
        return unit.isEmpty() ? SECOND : 0;
    }

    @Override
    public String format(Duration value) {
        long nanos = value.toNanos();
        for (int i = 0; nanos != 0 && i < UNITS.length; i++) {
            if (nanos % UNIT_NANOS[i] == 0) {
                return nanos / UNIT_NANOS[i] + UNITS[i];
            }
        }
        return nanos == 0 ? "0" : pgbouncerFormat(value) + "s";
    }

    @Override
    public String pgbouncerFormat(Duration value) {
        return value.isZero()
                ? "0"
                : BigDecimal.valueOf(value.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
