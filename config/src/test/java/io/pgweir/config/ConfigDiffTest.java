package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigDiffTest {
    private final TestFiles files;
    private final Config before;

    ConfigDiffTest(@TempDir Path directory) {
        files = new TestFiles(directory);
        before = files.yaml("servers: {main: {host: x}}");
    }

    @Test
    void settings_that_only_a_restart_applies_are_named() {
        Config after = files.yaml("{servers: {main: {host: x}}, io_threads: 2, listen: {port: 7000, address: '*'}}");

        assertThat(ConfigDiff.restartNeeded(before, after))
                .containsExactly("io_threads", "listen.address", "listen.port");
    }

    @Test
    void what_a_reload_applies_is_not_named() {
        Config after = files.yaml("{servers: {main: {host: y}}, pools: {size: 3}}");

        assertThat(ConfigDiff.restartNeeded(before, after)).isEmpty();
    }

    @Test
    void the_same_configuration_needs_nothing() {
        assertThat(ConfigDiff.restartNeeded(before, before)).isEmpty();
    }
}
