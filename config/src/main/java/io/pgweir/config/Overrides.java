package io.pgweir.config;

import java.util.Map;

/**
 * Some of a record's settings, to be laid over a whole record: what a database or a user says differently.
 *
 * @param type the record whose components are named
 * @param values component name to value, of the component's type
 */
public record Overrides<R extends Record>(Class<R> type, Map<String, Object> values) {
    public Overrides {
        values = Map.copyOf(values);
    }

    /** Nothing differs. */
    public static <R extends Record> Overrides<R> none(Class<R> type) {
        return new Overrides<>(type, Map.of());
    }

    /** The base with these values in place of its own. */
    public R over(R base) {
        return values.isEmpty() ? base : SettingsRecord.copyWith(type, base, values);
    }
}
