package io.pgweir.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;

/** Which kind of component a Java type makes. */
final class ComponentTypes {
    private ComponentTypes() {}

    static ComponentType of(Type type, Component component) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic, component);
        }
        Class<?> plain = (Class<?>) type;
        return Values.holds(plain)
                ? new ComponentType.Single(values(plain, component))
                : new ComponentType.Section(record(plain));
    }

    private static ComponentType ofGeneric(ParameterizedType type, Component component) {
        Type[] arguments = type.getActualTypeArguments();
        Class<?> last = (Class<?>) arguments[arguments.length - 1];
        if (type.getRawType() == Optional.class) {
            return Values.holds(last)
                    ? new ComponentType.Maybe(values(last, component))
                    : new ComponentType.MaybeSection(record(last));
        } else if (type.getRawType() == Overrides.class) {
            return new ComponentType.Partial(record(last));
        } else if (type.getRawType() == Map.class) {
            return last == String.class ? new ComponentType.TextMap() : new ComponentType.Named(record(last));
        }
        return new ComponentType.Single(values((Class<?>) type.getRawType(), component));
    }

    @SuppressWarnings("unchecked") // a component's values are of its own kind, whichever that is
    private static ValueType<Object> values(Class<?> type, Component component) {
        return (ValueType<Object>) Values.of(type, component.setting());
    }

    private static Class<? extends Record> record(Class<?> type) {
        return type.asSubclass(Record.class);
    }
}
