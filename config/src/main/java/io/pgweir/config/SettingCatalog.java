package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;

/** All global settings, in the order of their declaration; those of single servers, databases and users are not here. */
public final class SettingCatalog {
    private SettingCatalog() {}

    public static List<CatalogSetting> settings() {
        List<CatalogSetting> settings = new ArrayList<>();
        collect(SettingsRecord.of(Config.class), List.of(), settings);
        return settings;
    }

    private static void collect(SettingsRecord<?> type, List<Component> above, List<CatalogSetting> settings) {
        for (Component component : type.components()) {
            List<Component> steps = new ArrayList<>(above);
            steps.add(component);
            if (component.type() instanceof ComponentType.Leaf leaf) {
                settings.add(new CatalogSetting(path(steps), steps, leaf));
            } else if (component.type() instanceof ComponentType.Section section) {
                collect(SettingsRecord.of(section.record()), steps, settings);
            }
        }
    }

    private static String path(List<Component> steps) {
        StringBuilder path = new StringBuilder();
        for (Component step : steps) {
            path.append(path.isEmpty() ? "" : ".").append(step.name());
        }
        return path.toString();
    }
}
