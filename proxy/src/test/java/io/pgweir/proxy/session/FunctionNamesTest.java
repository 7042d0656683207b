package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.sql.Suspicion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FunctionNamesTest {
    private static final CodeNames NO_CODE = new CodeNames(Set.of(), false);

    private final FunctionNames functions = new FunctionNames();

    @Test
    void a_text_that_names_one_is_looked_at() {
        found("set_tenant", "state");

        assertThat(functions.suspicionsOf("SELECT public.\"Set_Tenant\"('a')")).isEqualTo(Shapes.AUDIT);
        assertThat(functions.suspicionsOf("SELECT set_tenants('a')")).isZero();
    }

    @Test
    void functions_of_one_name_are_suspected_of_the_same() {
        found("f", "next");
        Map<String, Integer> names = new HashMap<>();
        FunctionNames.note(names, "f", "next");
        FunctionNames.note(names, "f", "last prepare");
        functions.found(names, false, NO_CODE);

        assertThat(functions.suspicionsOf("CALL f()"))
                .isEqualTo(Suspicion.NEXT_VALUE | Suspicion.LAST_VALUE | Suspicion.PREPARE);
    }

    @Test
    void a_database_without_functions_is_asked_again_now_and_then() {
        functions.found(Map.of(), false, NO_CODE);
        assertThat(functions.nobodyWrote(1)).isTrue();
        assertThat(functions.nobodyWrote(Duration.ofSeconds(29).toNanos())).isTrue();

        assertThat(functions.nobodyWrote(Duration.ofSeconds(31).toNanos())).isFalse();
        assertThat(functions.stale()).isTrue();
        found("f", "");
        assertThat(functions.nobodyWrote(Duration.ofSeconds(32).toNanos())).isFalse();
    }

    @Test
    void a_shape_is_looked_at_until_it_is_known_what_it_leaves() {
        Shapes shapes = new Shapes(functions);
        found("f", "state");
        for (int i = 0; i < 10; i++) {
            assertThat(shapes.runs(1, 0, () -> "SELECT f()")).isEqualTo(Shapes.AUDIT);
            shapes.looked(1);
        }

        shapes.caught(1, Suspicion.SET, "", "SETTING");

        assertThat(shapes.runs(1, 0, () -> "SELECT f()")).isEqualTo(Suspicion.SET);
    }

    @Test
    void shapes_that_were_clean_are_looked_at_when_functions_change() {
        Shapes shapes = new Shapes(functions);
        found("other", "state");
        for (int i = 0; i < 4; i++) {
            int unused = shapes.runs(1, 0, () -> "SELECT f()");
            shapes.looked(1);
        }
        assertThat(shapes.runs(1, 0, () -> "SELECT f()")).isZero();

        functions.changed();

        assertThat(shapes.runs(1, 0, () -> "SELECT f()")).isEqualTo(Shapes.AUDIT);
    }

    private void found(String name, String kinds) {
        Map<String, Integer> names = new HashMap<>();
        FunctionNames.note(names, name, kinds);
        functions.found(names, false, NO_CODE);
    }
}
