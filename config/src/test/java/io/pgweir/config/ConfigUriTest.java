package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigUriTest {
    @Test
    void a_host_is_enough() {
        Config config = ConfigUri.parse("postgresql://db1");

        assertThat(config.servers()).containsOnlyKeys("main");
        assertThat(TestFiles.server(config, "main").host()).isEqualTo("db1");
        assertThat(TestFiles.server(config, "main").port()).isEqualTo(5432);
        assertThat(config.databases()).containsOnlyKeys("*");
        assertThat(TestFiles.database(config, "*").server()).isEqualTo("main");
        assertThat(TestFiles.database(config, "*").user()).isEmpty();
    }

    @Test
    void clients_of_this_machine_are_let_in() {
        Config config = ConfigUri.parse("postgres://app:secret@db1");

        assertThat(config.listen().address()).containsExactly("127.0.0.1");
        assertThat(config.listen().port()).isEqualTo(6432);
        assertThat(config.auth().type()).isEqualTo(AuthType.TRUST);
    }

    @Test
    void the_database_is_served_beside_all_others() {
        Config config = ConfigUri.parse("postgresql://db1:5433/odoo");

        assertThat(TestFiles.server(config, "main").port()).isEqualTo(5433);
        assertThat(config.databases()).containsOnlyKeys("odoo", "*");
    }

    @Test
    void a_login_is_forced_on_every_database() {
        Config config = ConfigUri.parse("postgresql://app:se%40cret@db1/odoo");

        assertThat(config.databases().values())
                .allSatisfy(database -> assertThat(database.user()).contains("app"))
                .allSatisfy(database -> assertThat(database.password()).contains(new Secret("se@cret")));
    }

    @Test
    void a_user_needs_no_password() {
        DatabaseConfig database = TestFiles.database(ConfigUri.parse("postgresql://app@db1"), "*");

        assertThat(database.user()).contains("app");
        assertThat(database.password()).isEmpty();
    }

    @Test
    void a_password_may_hold_an_at_sign_and_a_colon() {
        DatabaseConfig database = TestFiles.database(ConfigUri.parse("postgresql://app:a@b:c@db1"), "*");

        assertThat(database.password()).contains(new Secret("a@b:c"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://,localhost,5432",
        "postgresql:///odoo,localhost,5432",
        "postgresql://[::1],::1,5432",
        "postgresql://[::1]:5433/x,::1,5433",
        "postgresql://%2Frun%2Fpostgresql,/run/postgresql,5432",
        "postgresql://%2Frun:5433,/run,5433",
        "postgresql://db_1?sslmode=disable,db_1,5432",
        "postgresql://d%c3%a9,d\u00e9,5432"
    })
    void hosts_are_names_addresses_or_socket_directories(String uri, String host, int port) {
        ServerConfig server = TestFiles.server(ConfigUri.parse(uri), "main");

        assertThat(server.host()).isEqualTo(host);
        assertThat(server.port()).isEqualTo(port);
    }

    @Test
    void parameters_are_libpqs() {
        Config config = ConfigUri.parse(
                "postgresql://db1/x?sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt&connect_timeout=3");

        ServerTlsConfig tls = TestFiles.server(config, "main").tls();
        assertThat(tls.mode()).isEqualTo(TlsMode.VERIFY_FULL);
        assertThat(tls.ca()).contains("/etc/root.crt");
        assertThat(config.connections().connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mysql://db1                           | it does not begin with postgresql://
            db1                                   | it does not begin with postgresql://
            postgresql://db1:x                    | port: "x" (expected: a number from 1 to 65535)
            postgresql://db1:70000                | port: "70000" (expected: a number from 1 to 65535)
            postgresql://db1?sslmode=on           | sslmode: "on" (expected: one of disable, allow, prefer, require, verify-ca, verify-full)
            postgresql://db1?sslmod=require       | unknown parameter "sslmod" (did you mean "sslmode"?)
            postgresql://db1?sslmode              | unknown parameter "sslmode" (did you mean "sslmode"?)
            postgresql://db1?sslcert=a            | a TLS certificate without its key (expected: both or none)
            postgresql://db1,db2                  | it has several hosts, which is not supported yet
            postgresql://:secret@db1              | there is no user before the @
            postgresql://a:secret/x@db1           | it has an @ behind a / or ?
            postgresql://a:secret%4@db1           | its password has a % without two hex digits
            postgresql://a:secret%zz@db1          | its password has a % without two hex digits
            postgresql://db1/pgbouncer            | database "pgbouncer" is the console (expected: another name)
            """, quoteCharacter = '`')
    void a_bad_address_is_explained_without_its_password(String uri, String detail) {
        assertThatThrownBy(() -> ConfigUri.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(
                        "the address of the server cannot be used\nDETAIL: " + detail + "\nHINT: write postgresql://")
                .doesNotContain("secret");
    }
}
