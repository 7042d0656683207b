package io.pgweir.config;

import java.util.Optional;

/** A whole number within limits. */
record NumberType(int min, int max) implements ValueType<Integer> {
    @Override
    public String name() {
        return "number";
    }

    @Override
    public String expected() {
        return max == Integer.MAX_VALUE ? "a number >= " + min : "a number from " + min + " to " + max;
    }

    @Override
    public Optional<Integer> parse(String text) {
        try {
            int number = Integer.parseInt(text);
            return number < min || number > max ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String format(Integer value) {
        return Integer.toString(value);
    }
}
