package io.pgweir.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A record class seen as a list of settings: its components in order, and how a record is made of their values. */
final class SettingsRecord<R extends Record> {
    private static final ClassValue<SettingsRecord<?>> KNOWN = new ClassValue<>() {
        @Override
        protected SettingsRecord<?> computeValue(Class<?> type) {
            return new SettingsRecord<>(type.asSubclass(Record.class));
        }
    };

    private final Class<R> type;
    private final List<Component> components;
    private final Constructor<R> constructor;

    private SettingsRecord(Class<R> type) {
        this.type = type;
        this.components = components(type);
        this.constructor = constructor(type);
    }

    @SuppressWarnings("unchecked") // computeValue makes it of the class that it is kept under
    static <R extends Record> SettingsRecord<R> of(Class<R> type) {
        return (SettingsRecord<R>) KNOWN.get(type);
    }

    /** The base with other values for some components, which are named as in Java. */
    static <R extends Record> R copyWith(Class<R> type, R base, Map<String, Object> values) {
        SettingsRecord<R> settings = of(type);
        Object[] copied = new Object[settings.components.size()];
        for (int i = 0; i < copied.length; i++) {
            Component component = settings.components.get(i);
            Object other = values.get(component.javaName());
            copied[i] = other == null ? component.valueIn(base) : other;
        }
        return settings.create(copied);
    }

    Class<R> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    /** A record of these values, one for each component. */
    R create(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getName() + " refuses its values", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private static List<Component> components(Class<?> type) {
        List<Component> components = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(new Component(component));
        }
        return List.copyOf(components);
    }

    private static <R> Constructor<R> constructor(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " is no record", e);
        }
    }
}
