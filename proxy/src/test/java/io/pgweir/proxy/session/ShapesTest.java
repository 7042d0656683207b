package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.sql.Suspicion;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private static final long SHAPE = 4711;
    private static final int NEVER_SAMPLED = 0;

    private final Shapes shapes = new Shapes();

    @Test
    void whoever_runs_a_shape_before_anybody_was_answered_is_looked_at_too() {
        for (int run = 0; run < 100; run++) {
            assertThat(shapes.runs(SHAPE, NEVER_SAMPLED)).isEqualTo(Shapes.AUDIT);
        }
    }

    @Test
    void a_shape_that_left_nothing_three_times_is_looked_at_now_and_then() {
        for (int run = 0; run < 3; run++) {
            assertThat(shapes.runs(SHAPE, NEVER_SAMPLED)).isEqualTo(Shapes.AUDIT);
            shapes.looked(SHAPE);
        }

        assertThat(shapes.runs(SHAPE, NEVER_SAMPLED)).isEqualTo(Suspicion.NONE);
        assertThat(shapes.runs(SHAPE, 1)).isEqualTo(Shapes.AUDIT);
    }

    @Test
    void a_shape_that_was_caught_is_a_suspect_from_then_on() {
        for (int look = 0; look < 3; look++) {
            int unused = shapes.runs(SHAPE, NEVER_SAMPLED);
            shapes.looked(SHAPE);
        }
        shapes.caught(SHAPE, Suspicion.TEMP, "app", "TEMP");

        assertThat(shapes.runs(SHAPE, NEVER_SAMPLED)).isEqualTo(Suspicion.TEMP);
        assertThat(shapes.leaks()).hasSize(1);
    }
}
