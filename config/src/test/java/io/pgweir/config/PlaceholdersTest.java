package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceholdersTest {
    private static final Place PLACE = new Place(Path.of("x.yaml"), 4, 7);

    private final Problems problems = new Problems();
    private final Placeholders placeholders =
            new Placeholders(Map.of("HOST", "db1", "PORT", "5432", "EMPTY", ""), problems);

    @ParameterizedTest
    @CsvSource(textBlock = """
                    plain,            plain
                    ${HOST},          db1
                    ${HOST}:${PORT},  db1:5432
                    a${EMPTY}b,       ab
                    $HOST $,          $HOST $
                    $${HOST},         ${HOST}
                    $${HOST}-${HOST}, ${HOST}-db1
                    ${HOST}$${x,      db1${x
                    """)
    void environment_variables_take_the_place_of_their_names(String text, String expanded) {
        String result = placeholders.expand(text, PLACE);

        assertThat(result).isEqualTo(expanded);
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void a_missing_variable_is_a_problem() {
        placeholders.expand("${NOWHERE}", PLACE);

        assertThat(problems.errors()).containsExactly(PLACE.problem("environment variable \"NOWHERE\" is not set"));
    }

    @Test
    void an_open_brace_that_is_never_closed_is_a_problem_that_does_not_show_the_text() {
        placeholders.expand("secret${HOST", PLACE);

        assertThat(problems.errors())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).contains("${ without }").doesNotContain("secret"));
    }
}
