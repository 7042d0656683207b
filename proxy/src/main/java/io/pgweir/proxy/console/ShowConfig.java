package io.pgweir.proxy.console;

import io.pgweir.config.CatalogSetting;
import io.pgweir.config.Config;
import io.pgweir.config.SettingCatalog;
import io.pgweir.proxy.client.Overview;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** SHOW CONFIG: every setting, under PgBouncer's name where it has one. */
final class ShowConfig {
    private record Row(String key, Optional<String> value, Optional<String> byDefault, boolean changeable) {}

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("key", Row::key)
            .optionalText("value", Row::value)
            .optionalText("default", Row::byDefault)
            .text("changeable", row -> row.changeable() ? "yes" : "no");

    private ShowConfig() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "CONFIG",
                "settings",
                TABLE,
                request -> request.answer(TABLE, rows(overview.gateway().rules().config())));
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
