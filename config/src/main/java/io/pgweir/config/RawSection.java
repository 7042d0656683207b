package io.pgweir.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A section of a file: its entries by name, in the file's order. */
final class RawSection implements Raw {
    private final String label;
    private final Place place;
    private final Map<String, RawEntry> entries = new LinkedHashMap<>();

    RawSection(String label, Place place) {
        this.label = label;
        this.place = place;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Place place() {
        return place;
    }

    Map<String, RawEntry> entries() {
        return entries;
    }

    @Nullable
    RawEntry get(String name) {
        return entries.get(name);
    }

    /** Puts an entry in place of one of the same name. */
    void put(String name, RawEntry entry) {
        entries.put(name, entry);
    }

    void put(String name, Raw value) {
        put(name, new RawEntry(value.place(), value));
    }

    /** Puts a value below sections that are made where they are missing; the path's parts are joined by dots. */
    void putAt(String path, Raw value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            put(path, value);
        } else {
            child(path.substring(0, dot), place).putAt(path.substring(dot + 1), value);
        }
    }

    /** Another section with the same entries; sections below it are other ones, too. */
    RawSection copy() {
        RawSection copy = new RawSection(label, place);
        entries.forEach((name, entry) -> {
            Raw value = entry.value() instanceof RawSection section ? section.copy() : entry.value();
            copy.put(name, new RawEntry(entry.key(), value));
        });
        return copy;
    }

    /** The section of that name; a new one where there is none or where only its name was written. */
    RawSection child(String name, Place placeIfNew) {
        RawEntry entry = entries.get(name);
        if (entry != null && entry.value() instanceof RawSection section) {
            return section;
        }
        RawSection section = new RawSection(labelOf(name), placeIfNew);
        put(name, new RawEntry(entry == null ? placeIfNew : entry.key(), section));
        return section;
    }

    String labelOf(String name) {
        return label.isEmpty() ? name : label + "." + name;
    }

    /** The place of the entry that the path leads to, or of the last one on the way that was written. */
    Place placeOf(String... path) {
        Raw at = this;
        Place found = place;
        for (String name : path) {
            RawEntry entry = at instanceof RawSection section ? section.get(name) : null;
            if (entry == null) {
                return found;
            }
            at = entry.value();
            found = at instanceof RawSection ? entry.key() : at.place();
        }
        return found;
    }
}
