package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProblemTest {
    private static final Path FILE = Path.of("pgweir.yaml");

    @Test
    void a_problem_is_written_as_compilers_write_it() {
        assertThat(new Problem(FILE, 3, 5, "wrong")).hasToString("pgweir.yaml:3:5: wrong");
    }

    @Test
    void a_problem_of_a_whole_line_has_no_column() {
        assertThat(new Problem(FILE, 3, 0, "wrong")).hasToString("pgweir.yaml:3: wrong");
    }

    @Test
    void a_problem_of_a_whole_file_has_no_line() {
        assertThat(new Problem(FILE, 0, 0, "wrong")).hasToString("pgweir.yaml: wrong");
    }

    @Test
    void the_message_of_an_exception_has_a_line_for_each_problem() {
        Problem first = new Problem(FILE, 1, 1, "one");
        Problem second = new Problem(FILE, 2, 1, "two");

        ConfigException exception = new ConfigException(List.of(first, second));

        assertThat(exception).hasMessage("pgweir.yaml:1:1: one\npgweir.yaml:2:1: two");
        assertThat(exception.problems()).containsExactly(first, second);
    }
}
