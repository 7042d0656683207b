package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderNamesTest {
    @Test
    void dotted_names_and_strings_like_them_are_found() {
        assertThat(PlaceholderNames.in("set App.Tenant = 1; reset \"App\".\"x\"; set a . b = 2"))
                .containsExactly("app.tenant", "app.x", "a.b");
        assertThat(PlaceholderNames.in("select set_config('my.User_Id', 'x y', false), 1.5, a.b.c"))
                .containsExactly("my.user_id", "a.b.c");
        assertThat(PlaceholderNames.in("set work_mem = '1'")).isEmpty();
    }

    @Test
    void there_is_an_end_to_them() {
        StringBuilder sql = new StringBuilder("set " + "a".repeat(100) + "." + "b".repeat(100) + " = 1;");
        for (int i = 0; i < 2 * PlaceholderNames.MAX_NAMES; i++) {
            sql.append("set a.b").append(i).append(" = 1;");
        }

        assertThat(PlaceholderNames.in(sql.toString()))
                .hasSize(PlaceholderNames.MAX_NAMES)
                .contains("a.b0");
    }
}
