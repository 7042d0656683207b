package io.pgweir.config;

import java.util.Optional;
import java.util.OptionalInt;

/** A whole number, or {@code auto}, which is empty. */
record AutoNumberType(NumberType numbers) implements ValueType<OptionalInt> {
    static final String AUTO = "auto";

    @Override
    public String name() {
        return "number or auto";
    }

    @Override
    public String expected() {
        return numbers.expected() + " or auto";
    }

    @Override
    public Optional<OptionalInt> parse(String text) {
        return text.equals(AUTO)
                ? Optional.of(OptionalInt.empty())
                : numbers.parse(text).map(OptionalInt::of);
    }

    @Override
    public String format(OptionalInt value) {
        return value.isEmpty() ? AUTO : Integer.toString(value.getAsInt());
    }
}
