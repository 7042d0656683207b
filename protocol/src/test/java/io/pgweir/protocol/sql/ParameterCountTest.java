package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ParameterCountTest {
    @Test
    void the_highest_number_counts() {
        assertThat(ParameterCount.of("SELECT 1")).isZero();
        assertThat(ParameterCount.of("SELECT $1::int, $12, $2")).isEqualTo(12);
    }

    @Test
    void what_is_quoted_does_not_count() {
        assertThat(ParameterCount.of("SELECT '$3', \"$4\", $$ $5 $$, $a$ $6 $a$ /* $7 */, $1 -- $8"))
                .isEqualTo(1);
    }
}
