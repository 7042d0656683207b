package io.pgweir.config;

import java.util.Optional;

/** A password; it is read but never written. */
record SecretType() implements ValueType<Secret> {
    @Override
    public boolean secret() {
        return true;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String expected() {
        return "text";
    }

    @Override
    public Optional<Secret> parse(String text) {
        return Optional.of(new Secret(text));
    }

    @Override
    public String format(Secret value) {
        return value.toString();
    }
}
