package io.pgweir.config;

import java.nio.file.Path;
import java.util.Optional;

/** A kind of value: how it is read from text, written as text, and named for people. */
interface ValueType<T> {
    /** Its name in tables, as {@code duration}. */
    String name();

    /** What a text must be, to follow "expected:" in a message. */
    String expected();

    /** The value, or empty when the text is not one. */
    Optional<T> parse(String text);

    /** The text that would be read as this value. */
    String format(T value);

    /** The text that PgBouncer's SHOW CONFIG has for this value. */
    default String pgbouncerFormat(T value) {
        return format(value);
    }

    /** Whether it must not be shown, and may be given as the first line of a file. */
    default boolean secret() {
        return false;
    }

    /** The value as it is seen from a directory: only paths differ. */
    default T seenFrom(Path directory, T value) {
        return value;
    }
}
