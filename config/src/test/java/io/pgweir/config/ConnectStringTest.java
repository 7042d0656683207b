package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectStringTest {
    private static final Place PLACE = new Place(Path.of("x.ini"), 3, 8);

    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host=db1 port=5432          | host=db1,port=5432
            `  host = db1   port =5432` | host=db1,port=5432
            `host=db1\tport=5432`       | host=db1,port=5432
            dbname='a b' user=x         | dbname=a b,user=x
            dbname='O''Brien'           | dbname=O'Brien
            password=a'b                | password=a'b
            password=a=b                | password=a=b
            password=''                 | password=
            ``                          | ``
            """, quoteCharacter = '`')
    void pairs_are_read(String text, String pairs) {
        assertThat(String.join(",", read(text))).isEqualTo(pairs);
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void keys_and_values_know_their_place_and_owner() {
        RawText text = new RawText("app", PLACE, "host=db1 port=5432");

        IniEntry port = ConnectString.parse(text, "database \"app\"", problems).get(1);

        assertThat(port.place()).isEqualTo(PLACE.right(9));
        assertThat(port.value().place()).isEqualTo(PLACE.right(14));
        assertThat(port.value().label()).isEqualTo("port of database \"app\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host=db1 port     | 21 | expected: key=value
            host=db1 =5       | 17 | expected: key=value
            host=db1 'x'      | 20 | expected: key=value
            host=db1 user='x  | 22 | expected: a closing quote
            user='x'port=1    | 16 | expected: a space behind the closing quote
            """, quoteCharacter = '`')
    void a_syntax_error_says_where_and_ends_the_list(String text, int column, String expectation) {
        read(text);

        assertThat(problems.errors())
                .extracting(Problem::toString)
                .containsExactly("x.ini:3:" + column + ": syntax error in the settings of db (" + expectation + ")");
    }

    @Test
    void a_syntax_error_does_not_show_passwords() {
        read("password=hush hush");

        assertThat(problems.errors().toString()).doesNotContain("hush");
        assertThat(new RawText("password", PLACE, "hush").toString()).doesNotContain("hush");
    }

    private List<String> read(String text) {
        return ConnectString.parse(new RawText("app", PLACE, text), "db", problems).stream()
                .map(pair -> pair.name() + "=" + pair.value().text())
                .toList();
    }
}
