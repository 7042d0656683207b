package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final int MAX_NAMES = 200;

    private final Placeholders placeholders = new Placeholders();

    @Test
    void every_name_is_kept_once() {
        placeholders.seen("app.a");
        placeholders.seen("app.b");
        placeholders.seen("app.a");

        assertThat(placeholders.all()).containsExactly("app.a", "app.b");
    }

    @Test
    void beyond_the_bound_the_one_seen_first_is_forgotten() {
        for (int i = 0; i <= MAX_NAMES; i++) {
            placeholders.seen("app.n" + i);
        }

        assertThat(placeholders.all())
                .hasSize(MAX_NAMES)
                .doesNotContain("app.n0")
                .contains("app.n1", "app.n" + MAX_NAMES);
    }

    @Test
    void a_custom_setting_has_a_dot_behind_its_first_letter() {
        assertThat(Placeholders.isPlaceholder("app.tenant")).isTrue();
        assertThat(Placeholders.isPlaceholder("work_mem")).isFalse();
        assertThat(Placeholders.isPlaceholder(".tenant")).isFalse();
    }
}
