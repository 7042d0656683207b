package io.pgweir.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A file or directory; {@code @name}, an abstract Unix socket, is none and stays as it is. */
record PathType() implements ValueType<String> {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public String expected() {
        return "a path";
    }

    @Override
    public Optional<String> parse(String text) {
        try {
            return Optional.of(Path.of(text).toString());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public String seenFrom(Path directory, String value) {
        return value.startsWith("@") ? value : directory.resolve(value).toString();
    }

    @Override
    public String format(String value) {
        return value;
    }
}
