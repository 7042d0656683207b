package io.pgweir.proxy.session;

import io.netty.util.collection.LongObjectHashMap;
import io.pgweir.proxy.net.HotPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The shapes of statements that may run user-defined code, which no scanner can see through. A shape's first runs are
 * always followed by a census, later ones now and then; one that was caught leaving state is suspected of it from then
 * on. Confined to the pool's loop.
 */
public final class Shapes {
    /** Beside the bits of {@link io.pgweir.protocol.sql.Suspicion}: ask for everything after this run. */
    public static final int AUDIT = 1 << 20;

    private static final int FIRST_RUNS = 3;
    private static final int MAX_SHAPES = 10_000;
    private static final int MAX_LEAKS = 1_000;

    private final LongObjectHashMap<Shape> shapes = new LongObjectHashMap<>();
    private long audits;
    private final List<Leak> leaks = new ArrayList<>();

    /**
     * State that a statement left unsuspected; it was found in time and follows its session.
     *
     * @param left what it was
     */
    public record Leak(long shape, String application, String left) {}

    /** What is known of one shape. */
    private static final class Shape {
        int runs;
        int suspicions;
    }

    /**
     * A statement of this shape is about to run.
     *
     * @param rate of how many later runs one is audited; 0 for none
     * @return what the shape was caught leaving, and {@link #AUDIT} when this run is to be looked at
     */
    @HotPath
    int runs(long shape, int rate) {
        Shape known = shapes.get(shape);
        if (known == null) {
            return first(shape, rate);
        }
        known.runs++;
        return known.suspicions | (known.runs <= FIRST_RUNS ? audited() : sampled(rate));
    }

    private int first(long shape, int rate) {
        if (shapes.size() >= MAX_SHAPES) {
            return sampled(rate / 10); // whoever makes up shapes must not cost a census each
        }
        Shape fresh = new Shape();
        fresh.runs = 1;
        shapes.put(shape, fresh);
        return audited();
    }

    @HotPath
    private int sampled(int rate) {
        return rate > 0 && ThreadLocalRandom.current().nextInt(rate) == 0 ? audited() : 0;
    }

    private int audited() {
        audits++;
        return AUDIT;
    }

    /** A statement of this shape left state that it was not suspected of. */
    void caught(long shape, int suspicions, String application, String left) {
        Shape known = shapes.get(shape);
        if (known != null) {
            known.suspicions |= suspicions;
        }
        if (leaks.size() < MAX_LEAKS) {
            leaks.add(new Leak(shape, application, left));
        }
    }

    /** How many runs were looked at. */
    public long audits() {
        return audits;
    }

    /** What was caught, a bounded number. */
    public List<Leak> leaks() {
        return List.copyOf(leaks);
    }
}
