package io.pgweir.proxy.server;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The settings (PostgreSQL manual, "Server Configuration") that a client has or that a server connection is in, by
 * lower-case name. Immutable; equal ones of a pool are one object ({@link SettingsTable}), so that asking whether a
 * server is as its next client wants it is comparing two pointers.
 */
public final class Settings {
    public static final Settings NONE = new Settings(new TreeMap<>());

    /**
     * In place of a custom setting's value: it is there, at what RESET leads to, which only servers know. One that was
     * never named on a server is not there: asking for it is an error or null.
     */
    public static final String AT_DEFAULT = "\0default"; // no value holds a zero

    private final SortedMap<String, String> values;
    private final int hash;

    private Settings(SortedMap<String, String> values) {
        this.values = values;
        this.hash = values.hashCode();
    }

    /** Names are folded to lower case. */
    public static Settings of(Map<String, String> values) {
        SortedMap<String, String> folded = new TreeMap<>();
        values.forEach((name, value) -> folded.put(folded(name), value));
        return new Settings(folded);
    }

    /** PostgreSQL compares names of settings without case. */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** These, with one more or another value. */
    public Settings with(String name, String value) {
        SortedMap<String, String> copy = new TreeMap<>(values);
        copy.put(folded(name), value);
        return new Settings(copy);
    }

    /** These, with the others laid over them. */
    public Settings with(Settings others) {
        SortedMap<String, String> copy = new TreeMap<>(values);
        copy.putAll(others.values);
        return new Settings(copy);
    }

    /** Those with a name of that kind. */
    public Settings only(Predicate<String> kind) {
        SortedMap<String, String> copy = new TreeMap<>(values);
        copy.keySet().removeIf(kind.negate());
        return new Settings(copy);
    }

    /** Empty text when there is none. */
    public String valueOf(String name) {
        return values.getOrDefault(folded(name), "");
    }

    /** Whether it has this value; false when there is none. */
    public boolean has(String name, String value) {
        return value.equals(values.get(folded(name)));
    }

    public boolean contains(String name) {
        return values.containsKey(folded(name));
    }

    public SortedMap<String, String> asMap() {
        return Collections.unmodifiableSortedMap(values);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && hash == that.hash && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
