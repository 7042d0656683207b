package io.pgweir.config;

import java.util.Optional;

/** An amount of bytes: {@code 64kB}, {@code 16MB}, {@code 1GB} or a plain number; units are powers of 1024. */
record SizeType() implements ValueType<DataSize> {
    private static final String[] UNITS = {"GB", "MB", "kB", "B"};
    private static final long[] UNIT_BYTES = {1L << 30, 1L << 20, 1L << 10, 1};

    @Override
    public String name() {
        return "size";
    }

    @Override
    public String expected() {
        return "a size such as 64kB, 16MB or 1GB, or a number of bytes";
    }

    @Override
    public Optional<DataSize> parse(String text) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        long unitBytes = bytesOf(text.substring(end));
        return unitBytes == 0 ? Optional.empty() : parse(text.substring(0, end), unitBytes);
    }

    private static Optional<DataSize> parse(String number, long unitBytes) {
        try {
            return Optional.of(new DataSize(Math.multiplyExact(Long.parseLong(number), unitBytes)));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long bytesOf(String unit) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equalsIgnoreCase(unit)) {
                return UNIT_BYTES[i];
            }
        }
        return unit.isEmpty() ? 1 : 0;
    }

    @Override
    public String format(DataSize value) {
        for (int i = 0; value.bytes() != 0 && i < UNITS.length - 1; i++) {
            if (value.bytes() % UNIT_BYTES[i] == 0) {
                return value.bytes() / UNIT_BYTES[i] + UNITS[i];
            }
        }
        return Long.toString(value.bytes());
    }

    @Override
    public String pgbouncerFormat(DataSize value) {
        return Long.toString(value.bytes());
    }
}
