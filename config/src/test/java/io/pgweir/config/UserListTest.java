package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserListTest {
    private final TestFiles files;

    UserListTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void users_and_secrets_are_read() {
        UserList users = load("""
                ; comment
                "joe" "hush"
                  "ann"\t"md5abc" "ignored" and this

                "bob" "SCRAM-SHA-256$4096:c2FsdA==$a:b"\r
                "o""brien" "say ""x""\"
                "nobody" ""
                """);

        assertThat(users.problems()).isEmpty();
        assertThat(users.secretOf("joe")).contains(new Secret("hush"));
        assertThat(users.secretOf("ann")).contains(new Secret("md5abc"));
        assertThat(users.secretOf("bob")).contains(new Secret("SCRAM-SHA-256$4096:c2FsdA==$a:b"));
        assertThat(users.secretOf("o\"brien")).contains(new Secret("say \"x\""));
        assertThat(users.secretOf("nobody")).contains(new Secret(""));
        assertThat(users.secretOf("eve")).isEmpty();
        assertThat(users.secrets()).hasSize(5);
    }

    @Test
    void the_last_line_of_a_user_counts() {
        assertThat(load("\"joe\" \"old\"\n\"joe\" \"new\"\n").secretOf("joe")).contains(new Secret("new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"joe hush", "\"joe", "\"joe\"", "\"joe\" hush", "\"joe\" \"hush", "# comment"})
    void a_bad_line_is_a_problem_that_does_not_show_it_and_the_rest_is_used(String line) {
        UserList users = load("\"ann\" \"x\"\n" + line + "\n\"bob\" \"y\"");

        assertThat(users.secrets()).containsOnlyKeys("ann", "bob");
        assertThat(users.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        files.directory().resolve("users.txt") + ":2: not a user (expected: \"user\" \"secret\")");
    }

    @Test
    void a_missing_file_is_a_problem() {
        Path file = files.directory().resolve("nowhere.txt");

        UserList users = UserList.load(file);

        assertThat(users.secrets()).isEmpty();
        assertThat(users.problems())
                .extracting(Problem::toString)
                .containsExactly(file + ": cannot read the file: no such file");
    }

    @Test
    void secrets_do_not_show() {
        assertThat(load("\"joe\" \"hush\"").toString()).contains("joe").doesNotContain("hush");
    }

    @Test
    void nobody_is_in_the_empty_list() {
        assertThat(UserList.EMPTY.secretOf("joe")).isEmpty();
        assertThat(UserList.EMPTY.problems()).isEmpty();
    }

    private UserList load(String text) {
        files.file("users.txt", text);
        return UserList.load(files.directory().resolve("users.txt"));
    }
}
