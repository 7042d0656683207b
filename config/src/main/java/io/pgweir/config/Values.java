package io.pgweir.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Which kind of value a component's class holds. */
final class Values {
    private Values() {}

    /** The values of a class, within the limits that the setting gives. */
    static ValueType<?> of(Class<?> type, Setting setting) {
        if (type == boolean.class || type == Boolean.class) {
            return new BooleanType();
        } else if (type == int.class || type == Integer.class) {
            return new NumberType(setting.min(), setting.max());
        } else if (type == OptionalInt.class) {
            return new AutoNumberType(new NumberType(setting.min(), setting.max()));
        } else if (type == Duration.class) {
            return new DurationType();
        } else if (type == DataSize.class) {
            return new SizeType();
        } else if (type == Secret.class) {
            return new SecretType();
        } else if (type == List.class) {
            return new ListType(List.of(setting.oneOf()));
        }
        return type == String.class ? text(setting) : constants(type);
    }

    private static ValueType<?> text(Setting setting) {
        return switch (setting.format()) {
            case PLAIN -> new TextType();
            case PATH -> new PathType();
            case OCTAL -> new OctalType();
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class is known only at run time
    private static ValueType<?> constants(Class<?> type) {
        if (!type.isEnum()) {
            throw new IllegalStateException("a setting cannot be a " + type.getName());
        }
        return EnumType.of((Class) type);
    }

    /** Whether a class is a value, rather than a section of settings. */
    static boolean holds(Class<?> type) {
        return !type.isRecord() || type == DataSize.class || type == Secret.class;
    }
}
