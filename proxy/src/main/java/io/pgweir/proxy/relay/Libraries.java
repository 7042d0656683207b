package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Texts that load a library into the server, or whose result depends on one being loaded: {@code CREATE FUNCTION ...
 * LANGUAGE C} loads it and runs its code, and a setting of PL/pgSQL can be set to anything before that is loaded.
 */
final class Libraries {
    private static final Pattern LANGUAGE_C =
            Pattern.compile("\\blanguage\\s+(?:c\\b|'c'|\"c\")", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLPGSQL = Pattern.compile("\\bplpgsql\\.", Pattern.CASE_INSENSITIVE);

    private static final Pattern PREPARES = Pattern.compile(
            "\\b(?:prepare|deallocate|pg_prepared_statements?)\\b|'\\s*execute\\b", Pattern.CASE_INSENSITIVE);

    /** Further {@link Suspicion} bits of a text with these. */
    @HotPath
    int suspicionsOf(ByteBuf window, int from, int to, int suspicions) {
        boolean creates = to - from > 2 && letter(window, from) == 'c' && letter(window, from + 1) == 'r';
        boolean sets = (suspicions & Suspicion.SET) != 0;
        int found = creates || sets ? look(window, from, to, creates) : Suspicion.NONE;
        boolean code = (suspicions & Suspicion.CODE) != 0;
        return code && PREPARES.matcher(text(window, from, to)).find() ? found | Suspicion.PREPARE : found;
    }

    private static int letter(ByteBuf window, int index) {
        return window.getByte(index) | ('a' - 'A');
    }

    private static int look(ByteBuf window, int from, int to, boolean creates) {
        boolean found =
                (creates ? LANGUAGE_C : PLPGSQL).matcher(text(window, from, to)).find();
        return found ? Suspicion.STICKY : Suspicion.NONE;
    }

    private static String text(ByteBuf window, int from, int to) {
        return window.toString(from, to - from, StandardCharsets.UTF_8);
    }
}
