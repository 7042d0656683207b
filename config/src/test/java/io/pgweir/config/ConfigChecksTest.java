package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigChecksTest {
    private static final String LEAST = "servers: {main: {host: db1}}\n";

    private final TestFiles files;

    ConfigChecksTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void a_database_on_an_unknown_server_is_refused() {
        List<String> problems = files.yamlProblems(LEAST + "databases:\n  odoo: {server: mian}\n");

        assertThat(problems)
                .containsExactly(
                        "pgweir.yaml:3:18: database \"odoo\" names the unknown server \"mian\" (did you mean \"main\"?)");
    }

    @Test
    void the_console_cannot_be_a_database() {
        List<String> problems = files.yamlProblems(LEAST + "databases:\n  pgweir:\n  pgbouncer:\n");

        assertThat(problems)
                .containsExactly(
                        "pgweir.yaml:3:3: database \"pgweir\" is the console (expected: another name)",
                        "pgweir.yaml:4:3: database \"pgbouncer\" is the console (expected: another name)");
    }

    @Test
    void tls_towards_clients_needs_a_certificate_and_its_key() {
        List<String> problems = files.yamlProblems(LEAST + "listen: {tls: {mode: allow, cert: a.crt}}\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml:2:22: TLS mode allow towards clients needs a certificate and its key");
    }

    @Test
    void a_certificate_without_its_key_is_refused_and_the_reverse() {
        List<String> problems = files.yamlProblems("""
                servers: {main: {host: db1, tls: {cert: a.crt}}}
                listen:
                  tls: {key: a.key}
                """);

        assertThat(problems)
                .containsExactly(
                        "pgweir.yaml:3:3: a TLS key without its certificate (expected: both or none)",
                        "pgweir.yaml:1:29: a TLS certificate without its key (expected: both or none)");
    }

    @Test
    void a_pool_may_keep_more_than_its_size() {
        assertThat(files.yaml(LEAST + "pools: {min: 30, size: 20}\n").pools().min())
                .isEqualTo(30);
    }
}
