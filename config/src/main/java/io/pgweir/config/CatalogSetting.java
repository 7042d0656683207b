package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** One global setting: what is known of it, and its value in a configuration. */
public final class CatalogSetting {
    private final String path;
    private final List<Component> steps;
    private final Component last;
    private final ComponentType.Leaf leaf;

    CatalogSetting(String path, List<Component> steps, ComponentType.Leaf leaf) {
        this.path = path;
        this.steps = List.copyOf(steps);
        this.last = steps.get(steps.size() - 1);
        this.leaf = leaf;
    }

    /** Where it stands in the YAML file, as {@code pools.size}. */
    public String path() {
        return path;
    }

    public Optional<String> pgbouncerName() {
        String name = last.setting().pgbouncer();
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** Its kind for people: boolean, number, duration, size, text, list, or "one of a, b, c". */
    public String typeName() {
        return leaf.values().name();
    }

    /** The default as it would be written in YAML; empty when it is unset. */
    public String defaultText() {
        return text(leaf.defaultValue(last, Dialect.PGWEIR));
    }

    /** The default of a pgbouncer.ini as PgBouncer shows it; other than the value it shows permissions in octal. */
    public String pgbouncerDefaultText() {
        Object value = leaf.defaultValue(last, Dialect.PGBOUNCER);
        return last.setting().format() == Setting.Format.OCTAL ? text(value) : pgbouncerText(value);
    }

    /** Whether RELOAD applies a change. */
    public boolean reloadable() {
        return last.setting().reloadable();
    }

    public String doc() {
        return last.setting().doc();
    }

    public Object valueIn(Config config) {
        Object value = config;
        for (Component step : steps) {
            value = step.valueIn((Record) value);
        }
        return value;
    }

    /** The value as it would be written in YAML; empty when it is unset. */
    public String textIn(Config config) {
        return text(valueIn(config));
    }

    /** The value as PgBouncer shows it: booleans as 0 and 1, times in seconds, sizes in bytes. */
    public String pgbouncerTextIn(Config config) {
        return pgbouncerText(valueIn(config));
    }

    private String text(Object value) {
        Optional<Object> inside = leaf.inside(value);
        return inside.isEmpty() ? "" : leaf.values().format(inside.get());
    }

    private String pgbouncerText(Object value) {
        Optional<Object> inside = leaf.inside(value);
        return inside.isEmpty() ? "" : leaf.values().pgbouncerFormat(inside.get());
    }
}
