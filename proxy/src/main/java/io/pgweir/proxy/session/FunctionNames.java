package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.Suspicion;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions of one database whose source has words of session state: a text that names one is looked at after each
 * run, until it is known what it leaves. Confined to the pool's loop.
 */
public final class FunctionNames {
    /** Beyond that only samples find out. */
    static final int MAX_NAMES = 2_000;

    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\d_$]*");

    private Map<String, Integer> suspicions = Map.of();
    private boolean stale = true;
    private boolean guardRows;
    private int epoch;

    /** Functions were made or replaced. */
    public void changed() {
        stale = true;
    }

    /** Whether the functions of the database were not looked through since they changed. */
    public boolean stale() {
        return stale;
    }

    /**
     * The functions of the database were looked through.
     *
     * @param guards whether some of them set custom settings, or rows are guarded by policies
     */
    void found(Map<String, Integer> now, boolean guards) {
        guardRows = guards;
        suspicions = Map.copyOf(now);
        stale = false;
        epoch++;
    }

    /** Whether what a session may see can depend on custom settings. */
    boolean guardRows() {
        return guardRows;
    }

    /** Changes when other functions are known. */
    int epoch() {
        return epoch;
    }

    /** What a text that calls one of them is suspected of: {@link Shapes#AUDIT}, {@link Suspicion} bits. */
    int suspicionsOf(String sql) {
        if (suspicions.isEmpty()) {
            return Suspicion.NONE;
        }
        int found = Suspicion.NONE;
        Matcher word = WORD.matcher(sql);
        while (word.find()) {
            found |= suspicions.getOrDefault(word.group().toLowerCase(Locale.ROOT), Suspicion.NONE);
        }
        return found;
    }

    /** What one function's source shows, as a search wrote it. */
    static void note(Map<String, Integer> names, String name, String kinds) {
        int bits = Suspicion.NONE;
        bits |= kinds.contains("state") ? Shapes.AUDIT : Suspicion.NONE;
        bits |= kinds.contains("prepare") ? Suspicion.PREPARE : Suspicion.NONE;
        bits |= kinds.contains("next") ? Suspicion.NEXT_VALUE : Suspicion.NONE;
        bits |= kinds.contains("last") ? Suspicion.LAST_VALUE : Suspicion.NONE;
        names.merge(name, bits, (some, more) -> some | more);
    }
}
