package io.pgweir.config;

import java.util.Optional;

/** Any text. */
record TextType() implements ValueType<String> {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public String expected() {
        return "text";
    }

    @Override
    public Optional<String> parse(String text) {
        return Optional.of(text);
    }

    @Override
    public String format(String value) {
        return value;
    }
}
