package io.pgweir.config;

/** An amount of bytes, written as {@code 64kB}, {@code 1MB} or a plain number of bytes; units are powers of 1024. */
public record DataSize(long bytes) {
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("size " + bytes + " (expected: >= 0)");
        }
    }

    /** The amount as an int; a larger one is cut to the largest int. */
    public int intBytes() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
