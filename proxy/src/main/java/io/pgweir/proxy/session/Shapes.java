package io.pgweir.proxy.session;

import io.netty.util.collection.LongObjectHashMap;
import io.pgweir.proxy.net.HotPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The shapes of statements that may run user-defined code, which no scanner can see through. Until a few censuses have
 * answered what a shape left, each of its runs is followed by one, however many clients run it at once; later ones now
 * and then. One that was caught leaving state is suspected of it from then on. Confined to the pool's loop.
 */
public final class Shapes {
    /** Beside the bits of {@link io.pgweir.protocol.sql.Suspicion}: ask for everything after this run. */
    public static final int AUDIT = 1 << 20;

    /** The same: it may run code that a user wrote, as far as the database's catalogs show. */
    public static final int RUNS_CODE = 1 << 21;

    private static final int FIRST_LOOKS = 3;
    private static final int MAX_SHAPES = 10_000;
    private static final int MAX_LEAKS = 1_000;

    private final FunctionNames functions;
    private final LongObjectHashMap<Shape> shapes = new LongObjectHashMap<>();
    private long audits;
    private long caught;
    private final List<Leak> leaks = new ArrayList<>();

    /**
     * State that a statement left unsuspected; it was found in time and follows its session.
     *
     * @param left what it was
     */
    public record Leak(long shape, String application, String left) {}

    /** What is known of one shape: what it left, and what the functions that it names show. */
    private static final class Shape {
        int looks;
        int suspicions;
        int named;
        boolean runsCode;
        int epoch = -1;
    }

    Shapes(FunctionNames functions) {
        this.functions = functions;
    }

    /**
     * A statement of this shape is about to run.
     *
     * @param rate of how many later runs one is audited; 0 for none
     * @param text looked at when the functions that it may name are not known yet
     * @return what the shape was caught leaving, {@link #AUDIT} when this run is to be looked at, {@link #RUNS_CODE}
     */
    @HotPath
    int runs(long shape, int rate, TextSource text) {
        Shape known = shapes.get(shape);
        if (known == null) {
            return first(shape, rate, text);
        }
        if (known.epoch != functions.epoch()) {
            learn(known, text);
        }
        boolean mayLeave = (known.named & AUDIT) != 0 && known.suspicions == 0;
        boolean looked = known.looks < FIRST_LOOKS || mayLeave || functions.stale();
        int code = known.runsCode ? RUNS_CODE : 0;
        return code | known.suspicions | (known.named & ~AUDIT) | (looked ? audited() : sampled(rate));
    }

    private int first(long shape, int rate, TextSource text) {
        if (shapes.size() >= MAX_SHAPES) {
            return RUNS_CODE | sampled(rate / 10); // whoever makes up shapes must not cost a census each
        }
        Shape fresh = new Shape();
        shapes.put(shape, fresh);
        learn(fresh, text);
        return (fresh.runsCode ? RUNS_CODE : 0) | (fresh.named & ~AUDIT) | audited();
    }

    private void learn(Shape shape, TextSource text) {
        String sql = text.sql();
        shape.named = functions.suspicionsOf(sql);
        shape.runsCode = functions.runsCode(sql);
        shape.epoch = functions.epoch();
    }

    @HotPath
    private int sampled(int rate) {
        return rate > 0 && ThreadLocalRandom.current().nextInt(rate) == 0 ? audited() : 0;
    }

    private int audited() {
        audits++;
        return AUDIT;
    }

    /** A server answered what a statement of this shape left. */
    void looked(long shape) {
        Shape known = shapes.get(shape);
        if (known != null) {
            known.looks++;
        }
    }

    /** A statement of this shape left state that it was not suspected of. */
    void caught(long shape, int suspicions, String application, String left) {
        Shape known = shapes.get(shape);
        if (known != null) {
            known.suspicions |= suspicions;
        }
        caught++;
        if (leaks.size() < MAX_LEAKS) {
            leaks.add(new Leak(shape, application, left));
        }
    }

    /** How many runs were looked at. */
    public long audits() {
        return audits;
    }

    /** How often a statement was caught. */
    public long leakCount() {
        return caught;
    }

    /** What was caught, a bounded number. */
    public List<Leak> leaks() {
        return List.copyOf(leaks);
    }
}
