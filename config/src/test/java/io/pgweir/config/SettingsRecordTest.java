package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsRecordTest {
    record Bare(int size) {}

    record Strict(@Setting(doc = "Never less than 10.") int size) {
        Strict {
            if (size < 10) {
                throw new IllegalArgumentException("size " + size);
            }
        }
    }

    record Odd(@Setting(doc = "No kind of value.") Thread thread) {}

    private final PoolsConfig defaults = read(PoolsConfig.class);

    @Test
    void components_keep_the_order_of_their_declaration() {
        assertThat(SettingsRecord.of(UserConfig.class).components())
                .extracting(Component::name)
                .containsExactly("max_clients", "client_idle_timeout", "pools");
    }

    @Test
    void copyWith_replaces_the_named_components_and_keeps_the_others() {
        Map<String, Object> values = Map.of("size", 7, "queryWaitTimeout", Duration.ofSeconds(1));

        PoolsConfig copy = SettingsRecord.copyWith(PoolsConfig.class, defaults, values);

        assertThat(copy.size()).isEqualTo(7);
        assertThat(copy.queryWaitTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(copy.mode()).isEqualTo(defaults.mode());
        assertThat(copy.reserveAfter()).isEqualTo(defaults.reserveAfter());
    }

    @Test
    void overrides_are_laid_over_a_whole_record() {
        Overrides<PoolsConfig> overrides = new Overrides<>(PoolsConfig.class, Map.of("mode", PoolMode.SESSION));

        assertThat(overrides.over(defaults).mode()).isEqualTo(PoolMode.SESSION);
    }

    @Test
    void empty_overrides_give_the_record_itself() {
        assertThat(Overrides.none(PoolsConfig.class).over(defaults)).isSameAs(defaults);
    }

    @Test
    void a_component_without_a_setting_is_a_fault_of_the_program() {
        assertThatThrownBy(() -> SettingsRecord.of(Bare.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no @Setting on int size");
    }

    @Test
    void a_component_of_an_unknown_kind_is_a_fault_of_the_program() {
        assertThatThrownBy(() -> SettingsRecord.of(Odd.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a setting cannot be a java.lang.Thread");
    }

    @Test
    void a_record_that_refuses_its_values_is_a_fault_of_the_program() {
        assertThatThrownBy(() -> SettingsRecord.of(Strict.class).create(new Object[] {3}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Strict refuses its values")
                .hasRootCauseMessage("size 3");
    }

    @Test
    void every_setting_has_a_default_or_is_optional_or_is_a_text() {
        for (Class<? extends Record> type : List.of(
                Config.class,
                ListenConfig.class,
                ServerConfig.class,
                DirectConfig.class,
                DatabaseConfig.class,
                UserConfig.class)) {
            for (Component component : SettingsRecord.of(type).components()) {
                if (SettingsTree.required(component)) {
                    assertThat(SettingsTree.typeName(component))
                            .as(component.name())
                            .isEqualTo("text");
                }
            }
        }
    }

    private static <R extends Record> R read(Class<R> type) {
        Path file = Path.of("x.yaml");
        SettingsReader reader = new SettingsReader(Dialect.PGWEIR, Path.of("/"), new Problems());
        return reader.read(SettingsRecord.of(type), new RawSection("", Place.of(file)));
    }
}
