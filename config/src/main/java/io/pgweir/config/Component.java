package io.pgweir.config;

import java.lang.reflect.RecordComponent;
import java.util.Optional;

/** One component of a settings record: its name in a file, its kind, and its value in a record. */
final class Component {
    /** What follows the name of a secret that is given as the first line of a file. */
    static final String FILE = "_file";

    private final RecordComponent component;
    private final String name;
    private final Setting setting;
    private final ComponentType type;

    Component(RecordComponent component) {
        this.component = component;
        this.name = Names.snakeCase(component.getName());
        this.setting = setting(component);
        this.type = ComponentTypes.of(component.getGenericType(), this);
    }

    /** The name in a file, in snake case. */
    String name() {
        return name;
    }

    /** The name in Java. */
    String javaName() {
        return component.getName();
    }

    ComponentType type() {
        return type;
    }

    /** What is said of it. */
    Setting setting() {
        return setting;
    }

    Optional<String> defaultText(Dialect dialect) {
        boolean theirs = dialect == Dialect.PGBOUNCER && !setting.pgbouncerDef().equals(Setting.UNSET);
        String text = theirs ? setting.pgbouncerDef() : setting.def();
        return text.equals(Setting.UNSET) ? Optional.empty() : Optional.of(text);
    }

    /** Whether the value may also be given as the first line of a file. */
    boolean secret() {
        return type instanceof ComponentType.Leaf leaf && leaf.values().secret();
    }

    private static Setting setting(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException("no @Setting on " + component);
        }
        return setting;
    }

    Object valueIn(Record owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
