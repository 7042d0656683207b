package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PgBouncerIniTest {
    private final TestFiles files;

    PgBouncerIniTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void relative_paths_are_seen_from_the_working_directory() {
        files.file("etc/pgbouncer.ini", "[pgbouncer]\nlogfile = x.log\n%include more.ini\n")
                .file("more.ini", "pidfile=p\n");

        Config config = files.load("etc/pgbouncer.ini").config();

        assertThat(config.log().file())
                .contains(files.directory().resolve("x.log").toString());
        assertThat(config.process().pidfile())
                .contains(files.directory().resolve("p").toString());
    }

    @Test
    void the_last_of_repeated_settings_and_entries_counts() {
        Config config = files.ini("""
                [databases]
                app = host=db1 pool_size=5
                app = host=db2
                [pgbouncer]
                listen_port = 7000
                listen_port = 7001
                """);

        assertThat(config.listen().port()).isEqualTo(7001);
        assertThat(TestFiles.database(config, "app").server()).isEqualTo("db2:5432");
        assertThat(TestFiles.database(config, "app").pools().values()).isEmpty();
    }

    @Test
    void environment_variables_are_not_put_in() {
        Config config = files.ini("[databases]\n* = host=db1 password=${HOME}\n");

        assertThat(TestFiles.database(config, "*").password()).contains(new Secret("${HOME}"));
    }

    @Test
    void a_file_without_databases_serves_the_console_as_pgbouncer_does() {
        assertThat(files.iniWarnings("[pgbouncer]\n"))
                .containsExactly("pgbouncer.ini: no databases: add \"* = host=...\" below [databases]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            [databases]|a = host=x prot=1;      2:12: unknown setting "prot" of database "a" (did you mean "port"?)
            [databases]|a = host=x port=y;      2:17: port of database "a": "y" (expected: a number from 1 to 65535)
            [databases]|a = pool_size=y;        2:15: pool_size of database "a": "y" (expected: a number >= 0)
            [databases]|a = pool_mode=y;        2:15: pool_mode of database "a": "y" (expected: one of session, transaction, statement)
            [databases]|a = host;               2:9: syntax error in the settings of database "a" (expected: key=value)
            [databases]|pgbouncer = host=x;     2:1: database "pgbouncer" is the console (expected: another name)
            [users]|a = pool_sze=1;             2:5: unknown setting "pool_sze" of user "a" (did you mean "pool_size"?)
            [users]|a = query_timeout=x;        2:19: query_timeout of user "a": "x" (expected: a time such as 500ms, 30s, 2m, 1h or 1d, or a number of seconds)
            [pgbouncer]|listen_prot = 1;        2:1: unknown setting "listen_prot" (did you mean "listen_port"?)
            [pgbouncer]|Listen_Port = 1;        2:1: unknown setting "Listen_Port" (did you mean "listen_port"?)
            [pgbouncer]|listen_port = 1 # 2;    2:15: listen_port: "1 # 2" (expected: a number from 0 to 65535)
            [pgbouncer]|log_stats = maybe;      2:13: log_stats: "maybe" (expected: on or off)
            [pgbouncer]|client_tls_protocols=x; 2:22: client_tls_protocols: "x" (expected: a list of secure, tlsv1.2, tlsv1.3)
            [pgbouncer]|client_tls_sslmode=require; 2:20: TLS mode require towards clients needs a certificate and its key
            [pgbouncer]|unix_socket_mode=0999;  2:18: unix_socket_mode: "0999" (expected: permissions in octal such as 0777)
            [pgbuoncer]|a = 1;                  1:1: unknown section [pgbuoncer] (did you mean "pgbouncer"?)
            """, quoteCharacter = '`')
    void a_problem_says_where_and_what_was_expected(String lines, String problem) {
        List<String> problems = files.iniProblems(lines.replace('|', '\n'));

        assertThat(problems).containsExactly("pgbouncer.ini:" + problem);
    }

    @Test
    void all_problems_are_reported_at_once() {
        List<String> problems = files.iniProblems("""
                [databases]
                a = host=x pool_size=-1
                nothing
                [pgbouncer]
                listen_port = x
                pool_mod = session
                """);

        assertThat(problems).hasSize(4);
    }

    @Test
    void a_missing_file_is_a_problem() {
        assertThatThrownBy(() -> files.load("nowhere.ini"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("nowhere.ini: cannot read nowhere.ini: no such file");
    }
}
