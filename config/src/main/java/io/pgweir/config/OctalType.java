package io.pgweir.config;

import java.util.Optional;

/** File permissions, three or four octal digits. */
record OctalType() implements ValueType<String> {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public String expected() {
        return "permissions in octal such as 0777";
    }

    @Override
    public Optional<String> parse(String text) {
        boolean octal = text.length() == 3 || text.length() == 4;
        for (int i = 0; i < text.length(); i++) {
            octal &= text.charAt(i) >= '0' && text.charAt(i) <= '7';
        }
        return octal ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String format(String value) {
        return value;
    }

    /** PgBouncer shows it as a decimal number. */
    @Override
    public String pgbouncerFormat(String value) {
        return Integer.toString(Integer.parseInt(value, 8));
    }
}
