package io.pgweir.it.compare;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of what a session may do, which can be tried without the others. */
enum Group {
    // sentences of the grammar
    SETTINGS,
    TRANSACTIONS,
    ROLES,
    PREPARE,
    TEMP,
    CURSORS,
    LOCKS,
    NOTIFY,
    SEQUENCES,
    DISCARD,
    FUNCTIONS,
    COPY,
    // ways to say them
    PROTOCOL,
    SEVERAL,
    BATCH,
    MISFITS,
    // coming and going
    STARTUP,
    RECONNECT;

    /** All, unless {@code -Dcompare.groups} names some. */
    static Set<Group> chosen() {
        String names = System.getProperty("compare.groups", "");
        return names.isEmpty() ? EnumSet.allOf(Group.class) : parse(names);
    }

    private static Set<Group> parse(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> valueOf(name.trim().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Group.class)));
    }

    /** Whether the grammar has sentences for it. */
    boolean speaks() {
        return compareTo(COPY) <= 0;
    }

    /** Its name in the grammar. */
    String section() {
        return name().toLowerCase(Locale.ROOT);
    }
}
