package io.pgweir.config;

import java.util.Locale;
import java.util.Optional;

/** on or off. */
record BooleanType() implements ValueType<Boolean> {
    @Override
    public String name() {
        return "boolean";
    }

    @Override
    public String expected() {
        return "on or off";
    }

    @Override
    public Optional<Boolean> parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> Optional.of(true);
            case "off", "no", "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    @Override
    public String format(Boolean value) {
        return value ? "on" : "off";
    }

    @Override
    public String pgbouncerFormat(Boolean value) {
        return value ? "1" : "0";
    }
}
