package io.pgweir.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of what a file says.
 *
 * <p>Every problem is reported and reading goes on with the setting's default, so that all of them are known at the
 * end. A record made after a problem must not be used.
 */
final class SettingsReader {
    private final Dialect dialect;
    private final Path directory;
    private final Problems problems;

    /** Relative paths in the file are seen from the directory. */
    SettingsReader(Dialect dialect, Path directory, Problems problems) {
        this.dialect = dialect;
        this.directory = directory;
        this.problems = problems;
    }

    Dialect dialect() {
        return dialect;
    }

    <R extends Record> R read(SettingsRecord<R> type, RawSection section) {
        UnknownNames.report(type, section, problems);
        Object[] values = new Object[type.components().size()];
        for (int i = 0; i < values.length; i++) {
            Component component = type.components().get(i);
            Raw raw = written(component, section);
            values[i] = raw == null
                    ? component.type().absent(component, section, this)
                    : component.type().read(component, raw, this);
        }
        return type.create(values);
    }

    <R extends Record> Overrides<R> readOverrides(SettingsRecord<R> type, RawSection section) {
        UnknownNames.report(type, section, problems);
        Map<String, Object> values = new HashMap<>();
        for (Component component : type.components()) {
            Raw raw = written(component, section);
            if (raw != null) {
                values.put(component.javaName(), component.type().read(component, raw, this));
            }
        }
        return new Overrides<>(type.type(), values);
    }

    /** The value of this kind, or empty after its problem was reported. */
    <T> Optional<T> value(Raw raw, ValueType<T> values) {
        Optional<String> text = raw instanceof RawList list && values instanceof ListType
                ? Optional.of(RawText.join(list.items()))
                : text(raw);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = values.parse(text.get());
        if (value.isEmpty()) {
            String found = raw.label() + ": \"" + text.get() + "\"";
            problems.error(raw.place(), found + " (expected: " + values.expected() + ")");
            return value;
        }
        return Optional.of(values.seenFrom(directory, value.get()));
    }

    /** The single text, or empty after the problem was reported. */
    Optional<String> text(Raw raw) {
        if (raw instanceof RawText text) {
            return Optional.of(text.text());
        }
        String found = raw instanceof RawList ? "a list" : "a section";
        problems.error(raw.place(), raw.label() + ": " + found + " (expected: one value)");
        return Optional.empty();
    }

    /** The section; an empty one when only its name was written or after a problem was reported. */
    RawSection section(Raw raw) {
        if (raw instanceof RawSection section) {
            return section;
        }
        if (!(raw instanceof RawText text && text.text().isEmpty())) {
            String found = raw instanceof RawList ? "a list" : "a value";
            problems.error(raw.place(), raw.label() + ": " + found + " (expected: a section of settings)");
        }
        return new RawSection(raw.label(), raw.place());
    }

    void missing(Component component, RawSection section) {
        String name = section.labelOf(component.name());
        problems.error(
                section.place(), name + " is missing. " + component.setting().doc());
    }

    private @Nullable Raw written(Component component, RawSection section) {
        RawEntry entry = section.get(component.name());
        RawEntry file = component.secret() ? section.get(component.name() + Component.FILE) : null;
        if (file != null && entry != null) {
            String name = section.labelOf(component.name());
            problems.error(
                    file.key(), name + " and " + name + Component.FILE + " are both given (expected: one of them)");
        }
        if (file != null) {
            return firstLine(file.value());
        }
        return entry == null ? null : entry.value();
    }

    private @Nullable Raw firstLine(Raw raw) {
        Optional<String> path = value(raw, new PathType());
        if (path.isEmpty()) {
            return null;
        }
        try {
            return new RawText(raw.label(), raw.place(), TextFile.firstLine(Path.of(path.get())));
        } catch (IOException e) {
            problems.error(raw.place(), raw.label() + ": cannot read " + path.get() + ": " + TextFile.reason(e));
            return null;
        }
    }
}
