package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.sql.Suspicion;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private static final long SHAPE = 4711;
    private static final int NEVER_SAMPLED = 0;

    private final FunctionNames functions = new FunctionNames();
    private final Shapes shapes = new Shapes(functions);

    @BeforeEach
    void functionsAreKnown() {
        functions.found(Map.of(), false, new CodeNames(Set.of(), false));
    }

    private int runs(int rate) {
        return shapes.runs(SHAPE, rate, () -> "SELECT f()");
    }

    @Test
    void whoever_runs_a_shape_before_anybody_was_answered_is_looked_at_too() {
        for (int run = 0; run < 100; run++) {
            assertThat(runs(NEVER_SAMPLED)).isEqualTo(Shapes.AUDIT);
        }
    }

    @Test
    void a_shape_that_left_nothing_three_times_is_looked_at_now_and_then() {
        for (int run = 0; run < 3; run++) {
            assertThat(runs(NEVER_SAMPLED)).isEqualTo(Shapes.AUDIT);
            shapes.looked(SHAPE);
        }

        assertThat(runs(NEVER_SAMPLED)).isEqualTo(Suspicion.NONE);
        assertThat(runs(1)).isEqualTo(Shapes.AUDIT);
    }

    @Test
    void only_texts_that_reach_code_of_users_run_it() {
        functions.found(Map.of(), false, new CodeNames(Set.of("f"), true));

        assertThat(shapes.runs(1, 0, () -> "SELECT F(1)") & Shapes.RUNS_CODE).isNotZero();
        assertThat(shapes.runs(2, 0, () -> "UPDATE t SET a = 1") & Shapes.RUNS_CODE)
                .isNotZero();
        assertThat(shapes.runs(3, 0, () -> "SELECT * FROM t") & Shapes.RUNS_CODE)
                .isZero();
    }

    @Test
    void a_shape_that_was_caught_is_a_suspect_from_then_on() {
        for (int look = 0; look < 3; look++) {
            int unused = runs(NEVER_SAMPLED);
            shapes.looked(SHAPE);
        }
        shapes.caught(SHAPE, Suspicion.TEMP, "app", "TEMP");

        assertThat(runs(NEVER_SAMPLED)).isEqualTo(Suspicion.TEMP);
        assertThat(shapes.leaks()).hasSize(1);
    }
}
