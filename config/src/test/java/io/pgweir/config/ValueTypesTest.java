package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTypesTest {
    private final BooleanType booleans = new BooleanType();
    private final NumberType ports = new NumberType(0, 65535);
    private final AutoNumberType threads = new AutoNumberType(new NumberType(1, Integer.MAX_VALUE));
    private final DurationType durations = new DurationType();
    private final SizeType sizes = new SizeType();
    private final EnumType<TlsMode> modes = EnumType.of(TlsMode.class);
    private final ListType lists = new ListType(List.of());
    private final ListType protocols = new ListType(List.of("secure", "tlsv1.3"));
    private final PathType paths = new PathType();
    private final OctalType permissions = new OctalType();

    @ParameterizedTest
    @ValueSource(strings = {"on", "yes", "true", "1", "ON", "True"})
    void these_words_are_on(String text) {
        assertThat(booleans.parse(text)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "no", "false", "0", "OFF", "No"})
    void these_words_are_off(String text) {
        assertThat(booleans.parse(text)).contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "y", "enabled"})
    void other_words_are_no_boolean(String text) {
        assertThat(booleans.parse(text)).isEmpty();
    }

    @Test
    void booleans_are_written_as_on_and_off_and_as_digits_for_pgbouncer() {
        assertThat(booleans.format(true)).isEqualTo("on");
        assertThat(booleans.format(false)).isEqualTo("off");
        assertThat(booleans.pgbouncerFormat(true)).isEqualTo("1");
        assertThat(booleans.pgbouncerFormat(false)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5432", "65535"})
    void numbers_within_their_limits_are_read(String text) {
        assertThat(ports.parse(text)).contains(Integer.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65536", "5x", "5.0", "99999999999"})
    void numbers_beyond_their_limits_are_refused(String text) {
        assertThat(ports.parse(text)).isEmpty();
    }

    @Test
    void the_expectation_of_a_number_names_its_limits() {
        assertThat(ports.expected()).isEqualTo("a number from 0 to 65535");
        assertThat(threads.expected()).isEqualTo("a number >= 1 or auto");
    }

    @Test
    void auto_is_an_empty_number() {
        assertThat(threads.parse("auto")).contains(OptionalInt.empty());
        assertThat(threads.parse("4")).contains(OptionalInt.of(4));
        assertThat(threads.parse("0")).isEmpty();
        assertThat(threads.format(OptionalInt.empty())).isEqualTo("auto");
        assertThat(threads.format(OptionalInt.of(4))).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "30s,30000",
        "500ms,500",
        "2m,120000",
        "1h,3600000",
        "1d,86400000",
        "15,15000",
        "0.25,250",
        "1.5h,5400000",
        "2.,2000"
    })
    void durations_carry_units_and_plain_numbers_are_seconds(String text, long millis) {
        assertThat(durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1 s", "1w", "1.2.3", ".5", "1e3", "99999999999999d"})
    void other_texts_are_no_duration(String text) {
        assertThat(durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "90s,90s,90", "120s,2m,120", "24h,1d,86400", "1500ms,1500ms,1.5", "0.0005,0.0005s,0.0005"})
    void durations_are_written_in_the_largest_unit_that_fits(String text, String ours, String pgbouncers) {
        Duration value = durations.parse(text).orElseThrow();

        assertThat(durations.format(value)).isEqualTo(ours);
        assertThat(durations.pgbouncerFormat(value)).isEqualTo(pgbouncers);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "100,100", "100B,100", "64kB,65536", "64KB,65536", "16MB,16777216", "1GB,1073741824"})
    void sizes_carry_units_and_plain_numbers_are_bytes(String text, long bytes) {
        assertThat(sizes.parse(text)).contains(new DataSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kB", "-1", "1.5MB", "1TB", "99999999999GB"})
    void other_texts_are_no_size(String text) {
        assertThat(sizes.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1000,1000,1000", "2048,2kB,2048", "16777216,16MB,16777216", "3GB,3GB,3221225472"})
    void sizes_are_written_in_the_largest_unit_that_fits(String text, String ours, String pgbouncers) {
        DataSize value = sizes.parse(text).orElseThrow();

        assertThat(sizes.format(value)).isEqualTo(ours);
        assertThat(sizes.pgbouncerFormat(value)).isEqualTo(pgbouncers);
    }

    @Test
    void constants_are_read_in_any_case_and_written_in_lower_case() {
        assertThat(modes.parse("verify-ca")).contains(TlsMode.VERIFY_CA);
        assertThat(modes.parse("Verify-CA")).contains(TlsMode.VERIFY_CA);
        assertThat(modes.parse("verify_ca")).isEmpty();
        assertThat(modes.format(TlsMode.VERIFY_CA)).isEqualTo("verify-ca");
        assertThat(modes.name()).isEqualTo("one of disable, allow, prefer, require, verify-ca, verify-full");
    }

    @Test
    void lists_are_separated_by_commas_and_blanks_do_not_count() {
        assertThat(lists.parse(" a, b ,,c ")).contains(List.of("a", "b", "c"));
        assertThat(lists.parse("")).contains(List.of());
        assertThat(lists.format(List.of("a", "b"))).isEqualTo("a,b");
    }

    @Test
    void a_list_may_be_limited_to_some_items() {
        assertThat(protocols.parse("secure,tlsv1.3")).isPresent();
        assertThat(protocols.parse("secure,tlsv1.4")).isEmpty();
        assertThat(protocols.expected()).isEqualTo("a list of secure, tlsv1.3");
    }

    @Test
    void relative_paths_are_seen_from_a_directory() {
        assertThat(paths.seenFrom(Path.of("/etc/pgweir"), "users.txt")).isEqualTo("/etc/pgweir/users.txt");
        assertThat(paths.seenFrom(Path.of("/etc/pgweir"), "/run/users.txt")).isEqualTo("/run/users.txt");
    }

    @Test
    void an_abstract_socket_is_no_path() {
        assertThat(paths.seenFrom(Path.of("/etc/pgweir"), "@pgweir")).isEqualTo("@pgweir");
    }

    @Test
    void a_text_that_can_be_no_path_is_refused() {
        assertThat(paths.parse("a\0b")).isEmpty();
    }

    @Test
    void permissions_have_three_or_four_octal_digits() {
        assertThat(permissions.parse("0770")).contains("0770");
        assertThat(permissions.parse("770")).contains("770");
        assertThat(permissions.parse("0789")).isEmpty();
        assertThat(permissions.parse("77")).isEmpty();
        assertThat(permissions.pgbouncerFormat("0777")).isEqualTo("511");
    }

    @Test
    void a_secret_is_read_but_not_written() {
        SecretType secrets = new SecretType();

        assertThat(secrets.parse("hush")).contains(new Secret("hush"));
        assertThat(secrets.format(new Secret("hush"))).doesNotContain("hush");
        assertThat(new Secret("hush")).hasToString("********");
    }

    @Test
    void a_size_is_never_negative_and_is_cut_to_an_int_where_one_is_asked_for() {
        assertThat(new DataSize(1L << 40).intBytes()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> new DataSize(-1)).hasMessage("size -1 (expected: >= 0)");
    }
}
