package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HBA files: whom each kind of line is about, and which lines cannot be used. */
class HbaFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // made before the tests
    private Path folder;

    private HbaFile file(String text) throws IOException {
        Path file = folder.resolve("hba.conf");
        Files.writeString(file, text);
        return HbaFile.load(file);
    }

    private static Optional<InetAddress> address(String text) throws UnknownHostException {
        return text.equals("unix") ? Optional.empty() : Optional.of(InetAddress.getByName(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            local all all trust;                        unix;       false; db;   joe; false; true
            local all all trust;                        127.0.0.1;  false; db;   joe; false; false
            host all all all trust;                     10.0.0.1;   false; db;   joe; false; true
            host all all all trust;                     10.0.0.1;   true;  db;   joe; false; true
            host all all all trust;                     unix;       false; db;   joe; false; false
            hostssl all all all trust;                  10.0.0.1;   false; db;   joe; false; false
            hostssl all all all trust;                  10.0.0.1;   true;  db;   joe; false; true
            hostnossl all all all trust;                10.0.0.1;   true;  db;   joe; false; false
            hostnossl all all all trust;                10.0.0.1;   false; db;   joe; false; true
            host all all 10.1.0.0/15 trust;             10.0.255.9; false; db;   joe; false; true
            host all all 10.2.0.0/15 trust;             10.1.0.1;   false; db;   joe; false; false
            host all all 10.2.0.0 255.255.0.0 trust;    10.2.9.9;   false; db;   joe; false; true
            host all all 10.2.0.0 255.255.0.0 trust;    10.3.9.9;   false; db;   joe; false; false
            host all all 0.0.0.0/0 trust;               ::1;        false; db;   joe; false; false
            host all all ::/0 trust;                    ::1;        false; db;   joe; false; true
            host all all 2001:db8::/33 trust;           2001:db8:8000::1; false; db; joe; false; false
            host all all 2001:db8::/32 trust;           2001:db8:8000::1; false; db; joe; false; true
            host sameuser all all trust;                10.0.0.1;   false; joe;  joe; false; true
            host sameuser all all trust;                10.0.0.1;   false; db;   joe; false; false
            host "sameuser" all all trust;              10.0.0.1;   false; joe;  joe; false; false
            host a, db all all trust;                   10.0.0.1;   false; db;   joe; false; true
            host a,"d b" all all trust;                 10.0.0.1;   false; d b;  joe; false; true
            host all ann,joe all trust;                 10.0.0.1;   false; db;   joe; false; true
            host all ann all trust;                     10.0.0.1;   false; db;   joe; false; false
            host all "all" all trust;                   10.0.0.1;   false; db;   joe; false; false
            host all all all trust;                     10.0.0.1;   false; db;   joe; true;  false
            host replication all all trust;             10.0.0.1;   false; db;   joe; true;  true
            host replication all all trust;             10.0.0.1;   false; db;   joe; false; false
            host @dbs @users all trust;                 10.0.0.1;   false; two;  joe; false; true
            host @dbs @users all trust;                 10.0.0.1;   false; four; joe; false; false
            """)
    void a_line_is_about(
            String line, String address, boolean tls, String database, String user, boolean replication, boolean about)
            throws IOException {
        Files.writeString(folder.resolve("dbs"), "one two # and\nthree\n");
        Files.writeString(folder.resolve("users"), "joe");

        HbaFile file = file("# comment\n\n" + line + " # comment\n");

        assertThat(file.problems()).isEmpty();
        assertThat(file.match(address(address), tls, database, user, replication)
                        .isPresent())
                .isEqualTo(about);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts all all all trust",
                "host all all all",
                "host all all trust",
                "host all all localhost trust",
                "host all all samehost trust",
                "host all all 10.0.0.0/33 trust",
                "host all all 10.0.0.0/x trust",
                "host all all 10.0.0.0 ffff:: trust",
                "host all +admins all trust",
                "host all /jo.* all trust",
                "host samerole all all trust",
                "host all all all ident",
                "host all all all pam",
                "host all all all peer",
                "host all all all cert",
                "host all all all md5 map=x",
                "host @missing all all trust",
                "host \"all all all trust",
                "host all all all ldap",
                "host all all all ldap ldapserver=x ldaphost=y",
            })
    void a_line_that_cannot_be_used_is_passed_over(String line) throws IOException {
        HbaFile file = file(line + "\nlocal all all peer map=m\n");

        assertThat(file.problems()).singleElement().asString().contains("hba.conf:1: hba line 1: ");
        assertThat(file.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.method()).isEqualTo(HbaMethod.PEER);
            assertThat(rule.options()).containsOnly(entry("map", "m"));
        });
    }

    @Test
    void the_first_line_that_is_about_somebody_counts() throws IOException {
        HbaFile file = file("local db joe reject\nlocal all all trust\n");

        assertThat(file.match(Optional.empty(), false, "db", "joe", false))
                .map(HbaRule::method)
                .hasValue(HbaMethod.REJECT);
        assertThat(file.match(Optional.empty(), false, "db", "ann", false))
                .map(HbaRule::method)
                .hasValue(HbaMethod.TRUST);
    }

    @Test
    void options_of_ldap_may_have_commas_and_quotes() throws IOException {
        HbaFile file = file("host all all all ldap ldapserver=x ldapprefix=\"cn=\" ldapsuffix=\", dc=a, dc=b\"\n");

        assertThat(file.problems()).isEmpty();
        assertThat(file.rules().get(0).options())
                .containsEntry("ldapprefix", "cn=")
                .containsEntry("ldapsuffix", ", dc=a, dc=b");
    }

    @Test
    void a_file_that_is_missing_has_no_lines() {
        HbaFile file = HbaFile.load(folder.resolve("missing"));

        assertThat(file.rules()).isEmpty();
        assertThat(file.problems()).singleElement().asString().contains("no such file");
    }
}
