package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingCatalogTest {
    private final TestFiles files;

    SettingCatalogTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void settings_come_in_the_order_of_their_declaration() {
        List<String> paths =
                SettingCatalog.settings().stream().map(CatalogSetting::path).toList();

        assertThat(paths).doesNotHaveDuplicates().startsWith("io_threads", "listen.address", "listen.port");
        assertThat(paths).endsWith("admin.http.address", "admin.http.port");
        assertThat(paths).contains("listen.tls.mode").noneMatch(path -> path.startsWith("databases"));
    }

    @Test
    void every_setting_has_a_type_and_an_explanation() {
        assertThat(SettingCatalog.settings()).allSatisfy(setting -> {
            assertThat(setting.doc()).as(setting.path()).isNotBlank().endsWith(".");
            assertThat(setting.typeName())
                    .as(setting.path())
                    .matches("boolean|number|number or auto|duration|size|text|list|one of .*");
        });
    }

    @Test
    void a_setting_knows_its_names_and_defaults() {
        CatalogSetting setting = setting("pools.query_wait_timeout");

        assertThat(setting.pgbouncerName()).contains("query_wait_timeout");
        assertThat(setting.typeName()).isEqualTo("duration");
        assertThat(setting.defaultText()).isEqualTo("2m");
        assertThat(setting.pgbouncerDefaultText()).isEqualTo("120");
        assertThat(setting.reloadable()).isTrue();
    }

    @Test
    void defaults_differ_where_pgbouncers_differ() {
        assertThat(setting("pools.mode").defaultText()).isEqualTo("transaction");
        assertThat(setting("pools.mode").pgbouncerDefaultText()).isEqualTo("session");
        assertThat(setting("listen.unix_socket_dir").defaultText()).isEmpty();
        assertThat(setting("listen.unix_socket_dir").pgbouncerDefaultText()).isEqualTo("/tmp");
        assertThat(setting("listen.unix_socket_mode").pgbouncerDefaultText()).isEqualTo("0777");
    }

    @Test
    void a_setting_that_pgbouncer_lacks_has_no_name_there() {
        assertThat(setting("io_threads").pgbouncerName()).isEmpty();
        assertThat(setting("io_threads").typeName()).isEqualTo("number or auto");
    }

    @Test
    void a_setting_reads_its_value() {
        Config config = files.yaml(
                "{servers: {main: {host: x}}, log: {stats_period: 90s, stats: off}, admin: {users: [a, b]}}");

        assertThat(setting("log.stats_period").valueIn(config)).isEqualTo(Duration.ofSeconds(90));
        assertThat(setting("log.stats_period").textIn(config)).isEqualTo("90s");
        assertThat(setting("log.stats_period").pgbouncerTextIn(config)).isEqualTo("90");
        assertThat(setting("log.stats").textIn(config)).isEqualTo("off");
        assertThat(setting("log.stats").pgbouncerTextIn(config)).isEqualTo("0");
        assertThat(setting("admin.users").textIn(config)).isEqualTo("a,b");
        assertThat(setting("log.file").textIn(config)).isEmpty();
        assertThat(setting("listen.unix_socket_mode").pgbouncerTextIn(config)).isEqualTo("511");
    }

    @Test
    void defaults_and_texts_are_those_of_a_file_that_says_nothing() {
        Config config = files.yaml("servers: {main: {host: x}}");

        assertThat(SettingCatalog.settings())
                .allSatisfy(setting ->
                        assertThat(setting.textIn(config)).as(setting.path()).isEqualTo(setting.defaultText()));
    }

    private static CatalogSetting setting(String path) {
        return SettingCatalog.settings().stream()
                .filter(setting -> setting.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
