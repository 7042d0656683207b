package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamesTest {
    @Test
    void settings_are_written_in_snake_case() {
        assertThat(Names.snakeCase("maxPreparedStatements")).isEqualTo("max_prepared_statements");
    }

    @Test
    void constants_are_written_in_lower_case_with_hyphens() {
        assertThat(Names.ofConstant(AuthType.SCRAM_SHA_256)).isEqualTo("scram-sha-256");
    }

    @ParameterizedTest
    @CsvSource({"pools,pools,0", "poolz,pools,1", "pool,pools,1", "opols,pools,1", "'',abc,3", "abc,'',3"})
    void the_distance_is_how_many_letters_differ(String a, String b, int distance) {
        assertThat(Names.distance(a, b)).isEqualTo(distance);
    }

    @Test
    void the_nearest_name_is_proposed() {
        assertThat(Names.didYouMean("poolz", List.of("listen", "polls", "pools")))
                .isEqualTo(" (did you mean \"pools\"?)");
    }

    @Test
    void nothing_is_proposed_when_no_name_is_near() {
        assertThat(Names.didYouMean("xyz", List.of("listen", "pools"))).isEmpty();
    }
}
