package io.pgweir.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A kind of component: how it is read from a file, and what it is when the file does not mention it. */
sealed interface ComponentType {
    Object read(Component component, Raw raw, SettingsReader reader);

    Object absent(Component component, RawSection section, SettingsReader reader);

    /** A single setting, rather than a section of them. */
    sealed interface Leaf extends ComponentType {
        ValueType<Object> values();

        /** The default; for a setting that has none, a value that is as good as none. */
        Object defaultValue(Component component, Dialect dialect);

        /** The value inside, if there is one. */
        Optional<Object> inside(Object value);
    }

    /** A value that is always there. */
    record Single(ValueType<Object> values) implements Leaf {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            Optional<Object> value = reader.value(raw, values);
            return value.isPresent() ? value.get() : defaultValue(component, reader.dialect());
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            if (component.defaultText(reader.dialect()).isEmpty()) {
                reader.missing(component, section);
            }
            return defaultValue(component, reader.dialect());
        }

        @Override
        public Object defaultValue(Component component, Dialect dialect) {
            return values.parse(component.defaultText(dialect).orElse("")).orElseThrow();
        }

        @Override
        public Optional<Object> inside(Object value) {
            return Optional.of(value);
        }
    }

    /** A value that may be unset, which an empty text says as well. */
    record Maybe(ValueType<Object> values) implements Leaf {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            boolean empty = raw instanceof RawText text && text.text().isEmpty();
            return empty ? Optional.empty() : reader.value(raw, values);
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            return defaultValue(component, reader.dialect());
        }

        @Override
        public Object defaultValue(Component component, Dialect dialect) {
            Optional<String> text = component.defaultText(dialect);
            return text.isEmpty() ? text : values.parse(text.get());
        }

        @Override
        @SuppressWarnings("unchecked") // an Optional component has no other values
        public Optional<Object> inside(Object value) {
            return (Optional<Object>) value;
        }
    }

    /** Texts by name. */
    record TextMap() implements ComponentType {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<String, RawEntry> entry :
                    reader.section(raw).entries().entrySet()) {
                reader.text(entry.getValue().value()).ifPresent(text -> texts.put(entry.getKey(), text));
            }
            return Collections.unmodifiableMap(texts);
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            return Map.of();
        }
    }

    /** A record of settings. */
    record Section(Class<? extends Record> record) implements ComponentType {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            return reader.read(SettingsRecord.of(record), reader.section(raw));
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            RawSection empty = new RawSection(section.labelOf(component.name()), section.place());
            return reader.read(SettingsRecord.of(record), empty);
        }
    }

    /** A record of settings that may be left out as a whole. */
    record MaybeSection(Class<? extends Record> record) implements ComponentType {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            return Optional.of(reader.read(SettingsRecord.of(record), reader.section(raw)));
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            return Optional.empty();
        }
    }

    /** Some settings of a record. */
    record Partial(Class<? extends Record> record) implements ComponentType {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            return reader.readOverrides(SettingsRecord.of(record), reader.section(raw));
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            return Overrides.none(record);
        }
    }

    /** Any number of records, each with a name that the operator chose. */
    record Named(Class<? extends Record> record) implements ComponentType {
        @Override
        public Object read(Component component, Raw raw, SettingsReader reader) {
            Map<String, Record> records = new LinkedHashMap<>();
            for (Map.Entry<String, RawEntry> entry :
                    reader.section(raw).entries().entrySet()) {
                RawSection section = reader.section(entry.getValue().value());
                records.put(entry.getKey(), reader.read(SettingsRecord.of(record), section));
            }
            return Collections.unmodifiableMap(records);
        }

        @Override
        public Object absent(Component component, RawSection section, SettingsReader reader) {
            return Map.of();
        }
    }
}
