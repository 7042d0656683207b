package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of component, read from YAML. */
final class SettingsReaderTest {
    record Nested(
            @Setting(def = "3", max = 9, doc = "A number.") int number) {}

    record Whole(
            @Setting(def = "on", doc = "A boolean.") boolean flag,

            @Setting(def = "7", pgbouncerDef = "8", min = 1, max = 10, doc = "A number.")
            int number,

            @Setting(def = "30s", doc = "A duration.") Duration duration,
            @Setting(def = "64kB", doc = "A size.") DataSize size,
            @Setting(def = "hello", doc = "A text.") String text,
            @Setting(def = "verify-ca", doc = "A constant.") TlsMode mode,
            @Setting(def = "a,b", doc = "A list.") List<String> list,

            @Setting(def = "auto", doc = "A number or auto.")
            OptionalInt threads,

            @Setting(doc = "A secret.") Optional<Secret> password,
            @Setting(doc = "A duration or none.") Optional<Duration> timeout,
            @Setting(doc = "A number or none.") Optional<Integer> limit,

            @Setting(doc = "A text or none.", pgbouncerDef = "/tmp")
            Optional<String> directory,

            @Setting(doc = "A path or none.", format = Setting.Format.PATH)
            Optional<String> file,

            @Setting(def = "{}", doc = "Texts.") Map<String, String> texts,
            @Setting(doc = "A section.") Nested nested,
            @Setting(doc = "A section or none.") Optional<Nested> other,
            @Setting(doc = "A part of a section.") Overrides<Nested> part,
            @Setting(doc = "Sections with names.") Map<String, Nested> named) {}

    record Required(@Setting(doc = "Where it is.") String host) {}

    private static final Path FILE = Path.of("x.yaml");
    private static final Path DIRECTORY = Path.of("/etc/pgweir");

    private final Problems problems = new Problems();

    @Test
    void an_empty_section_has_the_defaults() {
        Whole whole = read("{}");

        assertThat(whole)
                .isEqualTo(new Whole(
                        true,
                        7,
                        Duration.ofSeconds(30),
                        new DataSize(65536),
                        "hello",
                        TlsMode.VERIFY_CA,
                        List.of("a", "b"),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        new Nested(3),
                        Optional.empty(),
                        Overrides.none(Nested.class),
                        Map.of()));
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void pgbouncers_defaults_count_for_its_file() {
        Whole whole = read(Whole.class, Dialect.PGBOUNCER, "{}");

        assertThat(whole.number()).isEqualTo(8);
        assertThat(whole.directory()).contains("/tmp");
        assertThat(whole.text()).isEqualTo("hello");
    }

    @Test
    void every_kind_of_component_is_read() {
        Whole whole = read("""
                flag: off
                number: 5
                duration: 500ms
                size: 1MB
                text: on
                mode: disable
                list: [x, y]
                threads: 4
                password: hush
                timeout: 2m
                limit: 6
                directory: /run
                file: users.txt
                texts: {timezone: UTC, on: off}
                nested: {number: 1}
                other: {number: 2}
                part: {number: 4}
                named: {first: {number: 5}, second: }
                """);

        assertThat(whole)
                .isEqualTo(new Whole(
                        false,
                        5,
                        Duration.ofMillis(500),
                        new DataSize(1 << 20),
                        "on",
                        TlsMode.DISABLE,
                        List.of("x", "y"),
                        OptionalInt.of(4),
                        Optional.of(new Secret("hush")),
                        Optional.of(Duration.ofMinutes(2)),
                        Optional.of(6),
                        Optional.of("/run"),
                        Optional.of("/etc/pgweir/users.txt"),
                        Map.of("timezone", "UTC", "on", "off"),
                        new Nested(1),
                        Optional.of(new Nested(2)),
                        new Overrides<>(Nested.class, Map.of("number", 4)),
                        Map.of("first", new Nested(5), "second", new Nested(3))));
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void named_sections_keep_their_order() {
        Whole whole = read("named: {c: , a: , b: }");

        assertThat(whole.named().keySet()).containsExactly("c", "a", "b");
    }

    @Test
    void an_empty_text_unsets_what_can_be_unset() {
        Whole whole = read(Whole.class, Dialect.PGBOUNCER, "{directory: '', limit: , password: ''}");

        assertThat(whole.directory()).isEmpty();
        assertThat(whole.limit()).isEmpty();
        assertThat(whole.password()).isEmpty();
        assertThat(problems.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            flag: maybe;          1:7: flag: "maybe" (expected: on or off)
            number: 11;           1:9: number: "11" (expected: a number from 1 to 10)
            number: many;         1:9: number: "many" (expected: a number from 1 to 10)
            duration: soon;       1:11: duration: "soon" (expected: a time such as 500ms, 30s, 2m, 1h or 1d, or a number of seconds)
            size: big;            1:7: size: "big" (expected: a size such as 64kB, 16MB or 1GB, or a number of bytes)
            mode: secure;         1:7: mode: "secure" (expected: one of disable, allow, prefer, require, verify-ca, verify-full)
            threads: some;        1:10: threads: "some" (expected: a number >= 0 or auto)
            timeout: -1;          1:10: timeout: "-1" (expected: a time such as 500ms, 30s, 2m, 1h or 1d, or a number of seconds)
            limit: -1;            1:8: limit: "-1" (expected: a number >= 0)
            number: [1];          1:9: number: a list (expected: one value)
            number: {a: 1};       1:9: number: a section (expected: one value)
            password: {a: 1};     1:11: password: a section (expected: one value)
            nested: 5;            1:9: nested: a value (expected: a section of settings)
            nested: [5];          1:9: nested: a list (expected: a section of settings)
            nested: {number: 10}; 1:18: nested.number: "10" (expected: a number from 0 to 9)
            other: {number: 10};  1:17: other.number: "10" (expected: a number from 0 to 9)
            part: {number: 10};   1:16: part.number: "10" (expected: a number from 0 to 9)
            named: {a: 5};        1:12: named.a: a value (expected: a section of settings)
            texts: {a: [5]};      1:12: texts.a: a list (expected: one value)
            flags: on;            1:1: unknown setting "flags" (did you mean "flag"?)
            nested: {numbr: 1};   1:10: unknown setting "numbr" (did you mean "number"?)
            part: {numbr: 1};     1:8: unknown setting "numbr" (did you mean "number"?)
            pasword_file: x;      1:1: unknown setting "pasword_file" (did you mean "password_file"?)
            zzz: 1;               1:1: unknown setting "zzz"
            pool_mode: session;   1:1: unknown setting "pool_mode" (did you mean "pools.mode"?)
            """, quoteCharacter = '`')
    void a_problem_says_where_and_what_was_expected(String yaml, String problem) {
        read(yaml);

        assertThat(problems.errors()).extracting(Problem::toString).containsExactly("x.yaml:" + problem);
    }

    @Test
    void reading_goes_on_after_a_problem() {
        read("{flag: x, number: y, nested: {number: z}}");

        assertThat(problems.errors()).extracting(Problem::column).containsExactly(8, 19, 39);
    }

    @Test
    void a_missing_text_without_a_default_is_a_problem_of_its_section() {
        read(Required.class, Dialect.PGWEIR, "{}");

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.yaml:1:1: host is missing. Where it is.");
    }

    private Whole read(String yaml) {
        return read(Whole.class, Dialect.PGWEIR, yaml);
    }

    private <R extends Record> R read(Class<R> type, Dialect dialect, String yaml) {
        RawSection root = YamlTree.read(FILE, yaml, new Placeholders(Map.of(), problems), problems);
        return new SettingsReader(dialect, DIRECTORY, problems).read(SettingsRecord.of(type), root);
    }
}
