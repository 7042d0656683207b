package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * The functions of one database whose source has words of session state: a text that names one is looked at after each
 * run, until it is known what it leaves. Confined to the pool's loop.
 */
public final class FunctionNames {
    /** Beyond that only samples find out. */
    static final int MAX_NAMES = 2_000;

    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long NOT_YET = 0;

    private Map<String, Integer> suspicions = Map.of();
    private boolean stale = true;
    private boolean guardRows;
    private boolean nothing;
    private long foundNanos = NOT_YET;
    private CodeNames code = new CodeNames(Set.of(), true);
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
     * @param names by which texts reach code of users
     * @param guards whether some of them set custom settings, or rows are guarded by policies
     */
    void found(Map<String, Integer> now, boolean guards, CodeNames names) {
        guardRows = guards;
        code = names;
        nothing = now.isEmpty() && names.isEmpty();
        foundNanos = NOT_YET;
        suspicions = Map.copyOf(now);
        stale = false;
        epoch++;
    }

    /**
     * Whether nobody wrote any code that a text may run. What is known is stale after a while, since functions are made
     * past this pool, too.
     */
    @HotPath
    boolean nobodyWrote(long nowNanos) {
        if (foundNanos == NOT_YET) {
            foundNanos = nowNanos;
        }
        stale |= nowNanos - foundNanos > VALID_NANOS;
        return nothing && !stale;
    }

    /** Whether a text may run code of users. */
    boolean runsCode(String sql) {
        return stale || code.in(sql);
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
        Matcher word = CodeNames.WORD.matcher(sql);
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
