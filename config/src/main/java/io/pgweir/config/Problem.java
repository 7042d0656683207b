package io.pgweir.config;

import java.nio.file.Path;

/**
 * Something wrong in a configuration file, and where.
 *
 * @param line counted from 1; 0 is the file as a whole
 * @param column counted from 1; 0 is the line as a whole
 */
public record Problem(Path file, int line, int column, String message) {
    /** As editors and compilers write it: {@code file:line:column: message}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (line > 0 && column > 0) {
            text.append(':').append(column);
        }
        return text.append(": ").append(message).toString();
    }
}
