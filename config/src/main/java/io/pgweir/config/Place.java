package io.pgweir.config;

import java.nio.file.Path;

/** Where in a file something was written; line and column count from 1, as in {@link Problem}. */
record Place(Path file, int line, int column) {
    /** The file as a whole. */
    static Place of(Path file) {
        return new Place(file, 0, 0);
    }

    Place right(int columns) {
        return new Place(file, line, column + columns);
    }

    Problem problem(String message) {
        return new Problem(file, line, column, message);
    }
}
