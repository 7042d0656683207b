package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SET lays over a file. */
class LaidOverSettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path folder;

    private ConfigFile open(String name, String text) throws IOException {
        return ConfigFile.open(Files.writeString(folder.resolve(name), text), new Surroundings(Map.of(), folder));
    }

    private ConfigFile ini() throws IOException {
        return open("pgbouncer.ini", """
            [databases]
            a = host=h1 pool_size=7
            [pgbouncer]
            pool_mode = statement
            query_wait_timeout = 0.50
            """);
    }

    private static PgBouncerSetting shown(ConfigFile file, ConfigFile started, String name) {
        return file.pgbouncerSettings(started).stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_value_counts_over_the_one_of_the_file() throws IOException {
        Config config = ini().with("query_wait_timeout", "3")
                .with("query_wait_timeout", "1.5")
                .with("pool_mode", "transaction")
                .load()
                .config();

        assertThat(config.pools().queryWaitTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.pools().mode()).isEqualTo(PoolMode.TRANSACTION);
    }

    @Test
    void what_a_database_says_for_itself_stays() throws IOException {
        Config config = ini().with("default_pool_size", "3").load().config();

        assertThat(TestFiles.database(config, "a").pools().over(config.pools()).size())
                .isEqualTo(7);
        assertThat(config.pools().size()).isEqualTo(3);
    }

    @Test
    void tls_towards_servers_changes_for_each_of_them() throws IOException {
        Config ini = ini().with("server_tls_sslmode", "require").load().config();
        Config yaml = open("pgweir.yaml", "servers: {main: {host: h, tls: {mode: disable}}}\n")
                .with("server_tls_sslmode", "require")
                .load()
                .config();

        assertThat(ini.servers().values()).allMatch(server -> server.tls().mode() == TlsMode.REQUIRE);
        assertThat(yaml.servers().values()).allMatch(server -> server.tls().mode() == TlsMode.REQUIRE);
    }

    @Test
    void yaml_takes_the_names_of_pgbouncer_and_is_itself_unchanged() throws IOException {
        ConfigFile file = open("pgweir.yaml", "servers: {main: {host: h}}\npools: {size: 5}\n");

        assertThat(file.with("default_pool_size", "3").load().config().pools().size())
                .isEqualTo(3);
        assertThat(file.load().config().pools().size()).isEqualTo(5);
        assertThat(file.pgbouncerSettings(file)).isEmpty();
    }

    @Test
    void a_setting_that_counts_from_the_start_on_stays_as_it_is() throws IOException {
        ConfigFile file = ini();

        assertThat(file.with("listen_port", "7000").load().config().listen().port())
                .isEqualTo(6432);
        assertThat(shown(file.with("listen_port", "7000"), file, "listen_port").value())
                .contains("6432");
    }

    @Test
    void a_known_setting_without_effect_is_kept_and_shown() throws IOException {
        ConfigFile file = ini().with("sbuf_loopcnt", "9");

        assertThat(file.load().config()).isEqualTo(ini().load().config());
        assertThat(shown(file, file, "sbuf_loopcnt").value()).contains("9");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 1",
        "DEFAULT_POOL_SIZE, 1",
        "default_pool_size, many",
        "log_stats, true",
        "query_timeout, 1s",
        "pool_mode, sesion",
        "auth_type, none",
        "server_tls_sslmode, on"
    })
    void what_pgbouncer_would_not_take_is_refused(String name, String value) throws IOException {
        ConfigFile file = ini();

        assertThatThrownBy(() -> file.with(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name);
    }

    @Test
    void all_settings_are_shown_in_the_order_of_pgbouncer() throws IOException {
        ConfigFile file = ini();

        List<PgBouncerSetting> settings = file.pgbouncerSettings(file);

        List<String> names = settings.stream().map(PgBouncerSetting::name).toList();
        assertThat(names).hasSize(100).doesNotHaveDuplicates();
        assertThat(names).containsSubsequence("pkt_buf", "pool_mode", "pool_idle_timeout", "query_timeout");
        assertThat(shown(file, file, "query_wait_timeout"))
                .isEqualTo(new PgBouncerSetting("query_wait_timeout", Optional.of("0.5"), Optional.of("120"), true));
        assertThat(shown(file, file, "unix_socket_mode"))
                .isEqualTo(new PgBouncerSetting("unix_socket_mode", Optional.of("511"), Optional.of("0777"), false));
        assertThat(shown(file, file, "auth_user"))
                .isEqualTo(new PgBouncerSetting("auth_user", Optional.empty(), Optional.empty(), true));
        assertThat(shown(file, file, "admin_users").value()).contains("");
    }

    @Test
    void every_key_that_leads_somewhere_is_one_of_pgbouncer() {
        assertThat(PgBouncerCatalog.keys().keySet())
                .containsAll(PgBouncerKeys.supported().keySet());
    }
}
