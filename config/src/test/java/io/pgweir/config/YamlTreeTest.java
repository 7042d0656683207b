package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTreeTest {
    private static final Path FILE = Path.of("x.yaml");

    private final Problems problems = new Problems();

    @ParameterizedTest
    @ValueSource(strings = {"on", "no", "0777", "1_0", "0x10", "1:30", "2001-01-01", "null", "~", "1e3"})
    void a_scalar_stays_the_text_that_was_written(String scalar) {
        RawSection root = read("a: " + scalar);

        assertThat(text(root, "a")).isEqualTo(scalar);
    }

    @Test
    void quotes_and_blocks_are_texts_as_well() {
        RawSection root = read("a: 'it''s'\nb: \"x\\ty\"\nc: |\n  one\n  two\nd:\n");

        assertThat(text(root, "a")).isEqualTo("it's");
        assertThat(text(root, "b")).isEqualTo("x\ty");
        assertThat(text(root, "c")).isEqualTo("one\ntwo\n");
        assertThat(text(root, "d")).isEmpty();
    }

    @Test
    void names_and_values_know_their_place_and_path() {
        RawSection root = read("pools:\n  size: 5\n");

        RawSection pools = section(root, "pools");
        assertThat(pools.label()).isEqualTo("pools");
        assertThat(entry(pools, "size").key()).isEqualTo(new Place(FILE, 2, 3));
        assertThat(entry(pools, "size").value()).isEqualTo(new RawText("pools.size", new Place(FILE, 2, 9), "5"));
    }

    @Test
    void lists_hold_texts() {
        RawSection root = read("a: [x, y]\nb:\n  - z\n");

        assertThat(entry(root, "a").value())
                .asInstanceOf(type(RawList.class))
                .extracting(list -> RawText.join(list.items()))
                .isEqualTo("x,y");
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void anchors_stand_for_what_they_were_put_on() {
        RawSection root = read("a: &x {size: 5}\nb: *x\n");

        assertThat(section(root, "b")).isSameAs(section(root, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a comment\n"})
    void an_empty_file_is_an_empty_section(String text) {
        assertThat(read(text).entries()).isEmpty();
    }

    @Test
    void a_duplicate_name_is_a_problem_at_its_second_place() {
        read("a: 1\nb: 2\na: 3\n");

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:3:1: duplicate setting \"a\" (first on line 1)");
    }

    @Test
    void an_alias_of_nothing_is_a_problem() {
        read("a: *x\n");

        assertThat(problems.errors()).extracting(Problem::toString).containsExactly("x.yaml:1:4: unknown alias *x");
    }

    @Test
    void a_name_that_is_no_text_is_a_problem() {
        read("? [a, b]\n: 1\n");

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:1:3: the name of a setting is missing (expected: text)");
    }

    @Test
    void a_list_in_a_list_is_a_problem() {
        read("a: [x, [y]]\n");

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:1:8: a: a list or section in a list (expected: texts)");
    }

    @Test
    void a_second_document_is_a_problem() {
        read("a: 1\n---\nb: 2\n");

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:2:1: a second YAML document (expected: one)");
    }

    @Test
    void a_syntax_error_ends_the_load_and_names_its_place() {
        assertThatThrownBy(() -> read("a: 1\nb: [x\nc: 2\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x.yaml:3:2: YAML syntax: ");
    }

    @Test
    void a_character_that_yaml_does_not_know_ends_the_load() {
        assertThatThrownBy(() -> read("a: \u0001\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x.yaml: YAML syntax: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[a, b]"})
    void a_file_without_settings_ends_the_load(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.yaml:1:1: no settings (expected: name: value)");
    }

    private RawSection read(String text) {
        return YamlTree.read(FILE, text, new Placeholders(Map.of(), problems), problems);
    }

    private static RawSection section(RawSection root, String name) {
        return root.child(name, root.place());
    }

    private static String text(RawSection root, String name) {
        return ((RawText) entry(root, name).value()).text();
    }

    private static RawEntry entry(RawSection section, String name) {
        return Objects.requireNonNull(section.get(name), name);
    }
}
