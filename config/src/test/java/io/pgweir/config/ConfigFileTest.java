package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
    private static final String LEAST = "servers: {main: {host: db1}}\n";

    private final TestFiles files;

    ConfigFileTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void the_yaml_of_the_design_is_loaded() {
        Config config = files.yaml("""
                listen:   {address: 127.0.0.1, port: 6432, unix_socket_dir: /run/pgweir, tls: {mode: prefer, cert: server.crt, key: server.key}}
                auth:     {type: scram-sha-256, file: userlist.txt}
                pools:    {mode: transaction, size: 20, reserve: 5, reserve_after: 3s, query_wait_timeout: 2m}
                session:  {max_pinned: 20}
                servers:
                  main:   {host: db1, port: 5432, direct: {host: db2, port: 5433}}
                databases:
                  odoo:   {server: main, pools: {size: 30}}
                  "*":    {server: main}
                admin:    {users: [ops], http: {address: 127.0.0.1, port: 9127}}
                """);

        assertThat(config.listen().tls().mode()).isEqualTo(TlsMode.PREFER);
        assertThat(config.pools().reserveAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(TestFiles.server(config, "main").direct()).contains(new DirectConfig("db2", 5433));
        assertThat(config.databases().keySet()).containsExactly("odoo", "*");
        assertThat(TestFiles.database(config, "odoo")
                        .pools()
                        .over(config.pools())
                        .size())
                .isEqualTo(30);
        assertThat(config.admin().users()).containsExactly("ops");
    }

    @Test
    void the_defaults_are_ours() {
        Config config = files.yaml(LEAST);

        assertThat(config.pools().mode()).isEqualTo(PoolMode.TRANSACTION);
        assertThat(config.listen().address()).containsExactly("127.0.0.1");
        assertThat(config.listen().unixSocketDir()).isEmpty();
        assertThat(config.auth().type()).isEqualTo(AuthType.SCRAM_SHA_256);
        assertThat(config.clients().max()).isEqualTo(1000);
        assertThat(config.admin().http().port()).isEqualTo(9127);
        assertThat(config.ioThreads()).isEmpty();
    }

    @Test
    void without_databases_every_one_is_served_by_the_only_server() {
        Config config = files.yaml(LEAST);

        assertThat(config.databases()).containsOnlyKeys(Config.ANY_DATABASE);
        assertThat(TestFiles.database(config, "*").server()).isEqualTo("main");
    }

    @Test
    void databases_need_not_name_the_only_server() {
        Config config = files.yaml(LEAST + "databases: {odoo: , crm: {dbname: crm2}}\n");

        assertThat(TestFiles.database(config, "odoo").server()).isEqualTo("main");
        assertThat(TestFiles.database(config, "crm").server()).isEqualTo("main");
        assertThat(TestFiles.database(config, "crm").dbname()).contains("crm2");
    }

    @Test
    void databases_must_name_one_of_several_servers() {
        List<String> problems = files.yamlProblems("servers: {a: {host: x}, b: {host: y}}\ndatabases: {odoo: }\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml:2:18: databases.odoo.server is missing."
                        + " The server that holds it: a name under servers.");
    }

    @Test
    void a_file_without_databases_and_with_several_servers_is_refused() {
        List<String> problems = files.yamlProblems("servers: {a: {host: x}, b: {host: y}}\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml: no databases: add servers: {main: {host: localhost}}"
                        + " and databases: {\"*\": {server: main}}");
    }

    @Test
    void an_empty_file_says_what_to_add() {
        assertThat(files.yamlProblems("")).singleElement().asString().contains("no databases: add servers");
    }

    @Test
    void all_problems_are_reported_at_once() {
        List<String> problems = files.yamlProblems("""
                poolz: {size: 3}
                pools: {size: many, size: 4}
                listen: {port: 70000}
                auth: {file: "${NOWHERE}"}
                """);

        assertThat(problems)
                .containsExactly(
                        "pgweir.yaml:2:21: duplicate setting \"size\" (first on line 2)",
                        "pgweir.yaml:4:14: environment variable \"NOWHERE\" is not set",
                        "pgweir.yaml:1:1: unknown setting \"poolz\" (did you mean \"pools\"?)",
                        "pgweir.yaml:3:16: listen.port: \"70000\" (expected: a number from 0 to 65535)",
                        "pgweir.yaml:2:15: pools.size: \"many\" (expected: a number >= 0)",
                        "pgweir.yaml: no databases: add servers: {main: {host: localhost}}"
                                + " and databases: {\"*\": {server: main}}");
    }

    @Test
    void environment_variables_are_put_in_everywhere() {
        files.variable("HOST", "db7").variable("PORT", "5439");

        Config config = files.yaml("servers: {main: {host: \"${HOST}.local\", port: '${PORT}'}}\n");

        assertThat(TestFiles.server(config, "main").host()).isEqualTo("db7.local");
        assertThat(TestFiles.server(config, "main").port()).isEqualTo(5439);
    }

    @Test
    void relative_paths_are_seen_from_the_directory_of_the_file() {
        files.file("etc/pgweir.yaml", LEAST + "auth: {file: users.txt}\nlog: {file: /var/log/x.log}\n");

        Config config = files.load("etc/pgweir.yaml").config();

        assertThat(config.auth().file())
                .contains(files.directory().resolve("etc/users.txt").toString());
        assertThat(config.log().file()).contains("/var/log/x.log");
    }

    @Test
    void a_secret_may_be_the_first_line_of_a_file() {
        files.file("secret.txt", "hush\r\nnot this\n");

        Config config = files.yaml(LEAST + "databases: {odoo: {user: app, password_file: secret.txt}}\n");

        assertThat(TestFiles.database(config, "odoo").password()).contains(new Secret("hush"));
    }

    @Test
    void a_secret_cannot_be_given_twice() {
        files.file("secret.txt", "hush");

        List<String> problems =
                files.yamlProblems(LEAST + "databases: {odoo: {password: x, password_file: secret.txt}}\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml:2:33: databases.odoo.password and databases.odoo.password_file"
                        + " are both given (expected: one of them)");
    }

    @Test
    void a_secret_in_a_missing_file_is_a_problem() {
        List<String> problems = files.yamlProblems(LEAST + "databases: {odoo: {password_file: nowhere.txt}}\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml:2:35: databases.odoo.password_file: cannot read "
                        + files.directory().resolve("nowhere.txt") + ": no such file");
    }

    @Test
    void a_secret_file_that_is_no_text_is_a_problem() {
        List<String> problems = files.yamlProblems(LEAST + "databases: {odoo: {password_file: [a]}}\n");

        assertThat(problems)
                .containsExactly("pgweir.yaml:2:35: databases.odoo.password_file: a list (expected: one value)");
    }

    @Test
    void secrets_do_not_show() {
        Config config = files.yaml(LEAST + "databases: {odoo: {user: app, password: hush-hush}}\n");

        assertThat(config.toString()).contains("********").doesNotContain("hush-hush");
    }

    @Test
    void a_byte_order_mark_does_not_count() {
        assertThat(files.yaml("\uFEFF" + LEAST).servers()).containsOnlyKeys("main");
    }

    @Test
    void a_missing_file_is_a_problem() {
        assertThatThrownBy(() -> files.load("nowhere.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("nowhere.yaml: cannot read the file: no such file");
    }

    @Test
    void a_file_that_is_no_text_is_a_problem() throws Exception {
        Files.write(files.directory().resolve("x.yaml"), new byte[] {'a', (byte) 0xff});

        assertThatThrownBy(() -> files.load("x.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("x.yaml: cannot read the file: not UTF-8");
    }

    @Test
    void the_process_lends_its_environment_and_directory() {
        Surroundings surroundings = Surroundings.ofProcess();

        assertThat(surroundings.environment()).isEqualTo(System.getenv());
        assertThat(surroundings.directory()).isAbsolute();
    }

    @Test
    void users_have_overrides_of_their_own() {
        Config config =
                files.yaml(LEAST + "users: {bob: {max_clients: 3, client_idle_timeout: 1m, pools: {mode: session}}}\n");

        UserConfig bob = TestFiles.user(config, "bob");
        assertThat(bob.maxClients()).contains(3);
        assertThat(bob.clientIdleTimeout()).contains(Duration.ofMinutes(1));
        assertThat(bob.pools().values()).isEqualTo(Map.of("mode", PoolMode.SESSION));
        assertThat(TestFiles.database(config, "*").maxClients()).isEqualTo(Optional.empty());
    }
}
