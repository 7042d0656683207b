package io.pgweir.proxy.console;

import io.pgweir.config.CatalogSetting;
import io.pgweir.config.Config;
import io.pgweir.config.PgBouncerSetting;
import io.pgweir.config.SettingCatalog;
import io.pgweir.proxy.client.Overview;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** SHOW CONFIG: the settings of a pgbouncer.ini, else every one of ours, under PgBouncer's name where it has one. */
final class ShowConfig {
    private record Row(String key, Optional<String> value, Optional<String> byDefault, boolean changeable) {}

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("key", Row::key)
            .optionalText("value", Row::value)
            .optionalText("default", Row::byDefault)
            .text("changeable", row -> row.changeable() ? "yes" : "no");

    private ShowConfig() {}

    static ConsoleCommand command(Overview overview, Control control) {
        return ConsoleCommand.show("CONFIG", "settings", TABLE, request -> {
            List<PgBouncerSetting> settings = control.settings();
            request.answer(
                    TABLE, settings.isEmpty() ? rows(overview.gateway().rules().config()) : rows(settings));
        });
    }

    /** Tools that know PgBouncer's names find those and nothing else. */
    private static List<Row> rows(List<PgBouncerSetting> settings) {
        List<Row> rows = new ArrayList<>();
        for (PgBouncerSetting setting : settings) {
            rows.add(new Row(setting.name(), setting.value(), setting.byDefault(), setting.changeable()));
        }
        return rows;
    }

    private static List<Row> rows(Config config) {
        List<Row> rows = new ArrayList<>();
        for (CatalogSetting setting : SettingCatalog.settings()) {
            rows.add(row(setting, config));
        }
        rows.sort(Comparator.comparing(Row::key));
        return rows;
    }

    private static Row row(CatalogSetting setting, Config config) {
        return setting.pgbouncerName().isEmpty()
                ? new Row(
                        setting.path(), some(setting.textIn(config)), some(setting.defaultText()), setting.reloadable())
                : new Row(
                        setting.pgbouncerName().get(),
                        some(setting.pgbouncerTextIn(config)),
                        some(setting.pgbouncerDefaultText()),
                        setting.reloadable());
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
