package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IniFileTest {
    private final TestFiles files;
    private final Problems problems = new Problems();

    IniFileTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void entries_belong_to_the_section_above_them() {
        List<String> read = read("[one]\na = 1\nb=2\n[two]\nc = 3\n[one]\nd = 4\n");

        assertThat(read).containsExactly("one/a=1", "one/b=2", "two/c=3", "one/d=4");
    }

    @Test
    void blanks_around_names_and_values_do_not_count() {
        List<String> read = read("[s]\n\n  a\t =  x y \r\n\tb=\t\r\nc =\n");

        assertThat(read).containsExactly("s/a=x y", "s/b=", "s/c=");
    }

    @Test
    void comments_begin_a_line() {
        List<String> read = read("; x\n# y = z\n[s]\n  ; a = 1\na = 1 ; 2 # 3\n");

        assertThat(read).containsExactly("s/a=1 ; 2 # 3");
    }

    @Test
    void a_line_may_go_on_behind_a_header() {
        List<String> read = read("[s] ; comment\n[t] a = 1\n");

        assertThat(read).containsExactly("t/a=1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "a b" = x       | a b
            "a""b"=x        | a"b
            "a=b" = x       | a=b
            "#a" = x        | #a
            """, quoteCharacter = '`')
    void names_in_double_quotes_may_hold_anything(String line, String name) {
        assertThat(read("[s]\n" + line)).containsExactly("s/" + name + "=x");
    }

    @Test
    void names_and_values_know_their_place() {
        files.file("x.ini", "[s]\n  name =  value\n");

        IniEntry entry = new IniFile(files.directory(), problems)
                .read(Path.of("x.ini"))
                .get(0)
                .entries()
                .get(0);

        assertThat(entry.place()).isEqualTo(new Place(Path.of("x.ini"), 2, 3));
        assertThat(entry.value().place()).isEqualTo(new Place(Path.of("x.ini"), 2, 11));
    }

    @Test
    void an_included_file_goes_on_in_the_section_and_may_leave_another() {
        files.file("sub/more.ini", "b = 2\n[two]\nc = 3\n");

        List<String> read = read("[one]\na = 1\n%include  sub/more.ini \nd = 4\n");

        assertThat(read).containsExactly("one/a=1", "one/b=2", "two/c=3", "two/d=4");
    }

    @Test
    void a_file_may_be_included_twice_but_not_by_itself() {
        files.file("more.ini", "b = 2\n");
        files.file("loop.ini", "%include x.ini\n");

        List<String> read = read("[s]\n%include more.ini\n%include more.ini\n%include loop.ini\n");

        assertThat(read).containsExactly("s/b=2", "s/b=2");
        assertProblems("loop.ini:1:1: the file includes itself");
    }

    @Test
    void a_missing_included_file_ends_the_load() {
        assertThatThrownBy(() -> read("[s]\n %include nowhere.ini\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.ini:2:2: cannot read nowhere.ini: no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a         | 2:2: not a setting (expected: name = value)
            a b = c   | 2:3: not a setting (expected: name = value)
            = c       | 2:1: not a setting (expected: name = value)
            "a = c    | 2:1: not a setting (expected: name = value)
            "a" c     | 2:5: not a setting (expected: name = value)
            [s        | 2:1: section without ] (expected: [name])
            %include  | 2:9: not a setting (expected: name = value)
            """, quoteCharacter = '`')
    void a_line_that_is_no_setting_is_a_problem_and_the_rest_is_read(String line, String problem) {
        List<String> read = read("[s]\n" + line + "\nz = 1\n");

        assertThat(read).containsExactly("s/z=1");
        assertProblems("x.ini:" + problem);
    }

    @Test
    void a_setting_before_the_first_section_is_a_problem() {
        read("a = 1\n[s]\n");

        assertProblems("x.ini:1:1: \"a\" stands before the first section");
    }

    private List<String> read(String text) {
        files.file("x.ini", text);
        List<String> entries = new ArrayList<>();
        for (IniSection section : new IniFile(files.directory(), problems).read(Path.of("x.ini"))) {
            for (IniEntry entry : section.entries()) {
                entries.add(section.name() + "/" + entry.name() + "="
                        + entry.value().text());
            }
        }
        return entries;
    }

    private void assertProblems(String... expected) {
        assertThat(problems.errors()).extracting(Problem::toString).containsExactly(expected);
    }
}
