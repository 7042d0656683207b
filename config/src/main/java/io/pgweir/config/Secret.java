package io.pgweir.config;

/** A password or verifier; it never shows in a log or a table. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "********";
    }
}
