package io.pgweir.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The problems found so far: errors, each once, which end the load when it is through, and warnings. */
final class Problems {
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final List<Problem> warnings = new ArrayList<>();

    void error(Place place, String message) {
        errors.add(place.problem(message));
    }

    void warning(Place place, String message) {
        warnings.add(place.problem(message));
    }

    /** For a problem that leaves nothing to read on with: all problems so far and this one. */
    ConfigException fatal(Place place, String message) {
        error(place, message);
        return new ConfigException(List.copyOf(errors));
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ConfigException(List.copyOf(errors));
        }
    }

    /** Adds what was found elsewhere. */
    void addAll(Problems others) {
        errors.addAll(others.errors);
        warnings.addAll(others.warnings);
    }

    List<Problem> errors() {
        return List.copyOf(errors);
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }
}
