package io.pgweir.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Functions that an operator knows to leave state in their session: names without a schema, in any case, where a star
 * stands for any letters. What calls one is suspected of {@link Suspicion#STICKY}.
 */
public final class PinFunctions {
    /** No function but those that the scanner knows itself. */
    public static final PinFunctions NONE = new PinFunctions(List.of());

    private static final Term MATCH = Term.UNKNOWN.suspectedOf(Suspicion.STICKY, true);

    private final List<String> names;
    private final byte[][] globs;

    private PinFunctions(List<String> patterns) {
        names = patterns.stream().filter(pattern -> !pattern.contains("*")).toList();
        globs = patterns.stream()
                .filter(pattern -> pattern.contains("*"))
                .map(pattern -> pattern.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** Names and globs as an operator wrote them. */
    public static PinFunctions of(List<String> patterns) {
        return new PinFunctions(patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList());
    }

    boolean isEmpty() {
        return names.isEmpty() && globs.length == 0;
    }

    /** Those without a star. */
    List<String> names() {
        return names;
    }

    /** Whether there are any with a star. */
    boolean hasPatterns() {
        return globs.length > 0;
    }

    /** What is known of a word because of a pattern with a star. */
    Term matching(Word word) {
        for (byte[] glob : globs) {
            if (matches(glob, word)) {
                return MATCH;
            }
        }
        return Term.UNKNOWN;
    }

    /** The usual greedy match: on a mismatch the last star takes one letter more. */
    private static boolean matches(byte[] glob, Word word) {
        int star = -1;
        int afterStar = 0;
        int g = 0;
        int w = 0;
        while (w < word.length()) {
            if (g < glob.length && glob[g] == '*') {
                star = g++;
                afterStar = w;
            } else if (g < glob.length && glob[g] == word.letter(w)) {
                g++;
                w++;
            } else if (star >= 0) {
                g = star + 1;
                w = ++afterStar;
            } else {
                return false;
            }
        }
        while (g < glob.length && glob[g] == '*') {
            g++;
        }
        return g == glob.length;
    }
}
