package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** One of an enum's constants, written in lower case with {@code -}; case does not count when it is read. */
record EnumType<E extends Enum<E>>(List<E> constants) implements ValueType<E> {
    static <E extends Enum<E>> EnumType<E> of(Class<E> type) {
        return new EnumType<>(List.of(type.getEnumConstants()));
    }

    @Override
    public String name() {
        return expected();
    }

    @Override
    public String expected() {
        StringBuilder text = new StringBuilder("one of ");
        for (E constant : constants) {
            text.append(text.length() == 7 ? "" : ", ").append(Names.ofConstant(constant));
        }
        return text.toString();
    }

    @Override
    public Optional<E> parse(String text) {
        for (E constant : constants) {
            if (Names.ofConstant(constant).equalsIgnoreCase(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    @Override
    public String format(E value) {
        return Names.ofConstant(value);
    }
}
