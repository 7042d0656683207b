package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** What the generators of documents ask of a component. */
final class SettingsTree {
    private SettingsTree() {}

    /** The settings of a section that stands below this component, if it is one. */
    static Optional<List<Component>> below(Component component) {
        return record(component.type()).map(type -> SettingsRecord.of(type).components());
    }

    /** Whether sections below this component have names that operators choose. */
    static boolean named(Component component) {
        return component.type() instanceof ComponentType.Named;
    }

    static boolean overrides(Component component) {
        return component.type() instanceof ComponentType.Partial;
    }

    /** Whether there is nothing when the file does not mention it. */
    static boolean unset(Component component) {
        return component.setting().def().equals(Setting.UNSET);
    }

    /** Whether a file must mention it. */
    static boolean required(Component component) {
        return component.type() instanceof ComponentType.Single && unset(component);
    }

    /** The default as it would be written; empty when it is unset. */
    static String defaultText(Component component) {
        if (!(component.type() instanceof ComponentType.Leaf leaf)) {
            return unset(component) ? "" : component.setting().def();
        }
        Object value = leaf.defaultValue(component, Dialect.PGWEIR);
        return leaf.inside(value).map(leaf.values()::format).orElse("");
    }

    static String typeName(Component component) {
        return component.type() instanceof ComponentType.Leaf leaf
                ? leaf.values().name()
                : "map";
    }

    private static Optional<Class<? extends Record>> record(ComponentType type) {
        if (type instanceof ComponentType.Section section) {
            return Optional.of(section.record());
        } else if (type instanceof ComponentType.MaybeSection section) {
            return Optional.of(section.record());
        } else if (type instanceof ComponentType.Named named) {
            return Optional.of(named.record());
        }
        return type instanceof ComponentType.Partial partial ? Optional.of(partial.record()) : Optional.empty();
    }
}
