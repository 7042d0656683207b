package io.pgweir.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords that an LDAP server checks. */
class LdapCheckTest {
    @SuppressWarnings("NullAway.Init") // started before the tests
    private static InMemoryDirectoryServer server;

    @BeforeAll
    static void start() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.addAdditionalBindCredentials("cn=reader", "reads");
        config.setSchema(null);
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=com", "objectClass: top", "objectClass: domain", "dc: example");
        for (String name : new String[] {"joe", "ann"}) {
            server.add(
                    "dn: uid=" + name + ",dc=example,dc=com",
                    "objectClass: top",
                    "objectClass: account",
                    "uid: " + name,
                    "mail: " + name + "@example.com",
                    "userPassword: right");
        }
        server.startListening();
    }

    @AfterAll
    static void stop() {
        server.shutDown(true);
    }

    private static LdapCheck check(String... namesAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new LdapCheck(options);
    }

    private static LdapCheck simple() {
        return check(
                "ldapserver", "127.0.0.1",
                "ldapport", String.valueOf(server.getListenPort()),
                "ldapprefix", "uid=",
                "ldapsuffix", ",dc=example,dc=com");
    }

    private static LdapCheck search(String name, String value) {
        return check(
                "ldapserver",
                "127.0.0.1:" + server.getListenPort(),
                "ldapbasedn",
                "dc=example,dc=com",
                "ldapbinddn",
                "cn=reader",
                "ldapbindpasswd",
                "reads",
                name,
                value);
    }

    private static LdapCheck url(String rest) {
        return check(
                "ldapurl", "ldap://127.0.0.1:" + server.getListenPort() + "/dc=example,dc=com" + rest,
                "ldapbinddn", "cn=reader",
                "ldapbindpasswd", "reads");
    }

    @ParameterizedTest
    @CsvSource({
        "joe, right, true",
        "joe, wrong, false",
        "nobody, right, false",
        "*, right, false",
        "'joe,dc=example', right, false",
        "'joe)(uid=*', right, false",
    })
    void a_bind_or_a_search_tells_who_has_the_right_password(String user, String password, boolean right) {
        assertThat(simple().isRight(user, password)).as("simple").isEqualTo(right);
        assertThat(search("ldapsearchattribute", "uid").isRight(user, password))
                .as("search")
                .isEqualTo(right);
        assertThat(search("ldapsearchfilter", "(|(uid=$username)(mail=$username@example.com))")
                        .isRight(user, password))
                .as("filter")
                .isEqualTo(right);
        assertThat(url("?uid?sub").isRight(user, password)).as("url").isEqualTo(right);
        assertThat(url("??sub?(uid=$username)").isRight(user, password))
                .as("url with filter")
                .isEqualTo(right);
    }

    @Test
    void a_name_of_several_is_nobodys() {
        assertThat(search("ldapsearchfilter", "(objectClass=account)").isRight("joe", "right"))
                .isFalse();
    }

    @Test
    void a_server_that_is_out_of_reach_lets_nobody_in() {
        assertThat(check("ldapserver", "127.0.0.1", "ldapport", "1").isRight("joe", "right"))
                .isFalse();
    }

    @Test
    void a_server_without_tls_is_not_trusted_with_what_tls_was_asked_for() {
        LdapCheck check = check(
                "ldapserver", "127.0.0.1",
                "ldapport", String.valueOf(server.getListenPort()),
                "ldaptls", "1",
                "ldapprefix", "uid=",
                "ldapsuffix", ",dc=example,dc=com");

        assertThat(check.isRight("joe", "right")).isFalse();
    }
}
