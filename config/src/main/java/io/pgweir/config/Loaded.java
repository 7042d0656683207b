package io.pgweir.config;

import java.util.List;

/** A configuration that can be used, and what the operator should know about its file. */
public record Loaded(Config config, List<Problem> warnings) {
    public Loaded {
        warnings = List.copyOf(warnings);
    }
}
