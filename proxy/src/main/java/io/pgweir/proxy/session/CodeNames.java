package io.pgweir.proxy.session;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which words a text may run code that users of a database wrote: their functions, views that call some, tables with
 * policies. Not seen are operators and types with functions of their own.
 *
 * @param names in lower case
 * @param writes whether whatever writes may run some: there are triggers, rules, defaults or constraints with functions
 */
record CodeNames(Set<String> names, boolean writes) {
    /** With more of them all texts count. */
    static final int MAX_NAMES = 5_000;

    /** A word of SQL that may be a name, quoted or not. */
    static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\d_$]*");

    private static final Set<String> WRITERS =
            Set.of("insert", "update", "delete", "merge", "copy", "truncate", "call", "do", "execute");

    /** Whether there is none. */
    boolean isEmpty() {
        return names.isEmpty() && !writes;
    }

    /** Whether the text may run such code. */
    boolean in(String sql) {
        if (names.size() > MAX_NAMES) {
            return true;
        }
        Matcher matcher = WORD.matcher(sql);
        while (matcher.find()) {
            String word = matcher.group().toLowerCase(Locale.ROOT);
            if (names.contains(word) || (writes && WRITERS.contains(word))) {
                return true;
            }
        }
        return false;
    }
}
