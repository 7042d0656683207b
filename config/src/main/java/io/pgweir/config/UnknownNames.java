package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports the entries of a section that no setting has the name of. */
final class UnknownNames {
    private UnknownNames() {}

    static void report(SettingsRecord<?> type, RawSection section, Problems problems) {
        for (Map.Entry<String, RawEntry> entry : section.entries().entrySet()) {
            if (!known(type, entry.getKey())) {
                String message = "unknown setting \"" + entry.getKey() + "\"";
                problems.error(entry.getValue().key(), message + hint(type, entry.getKey()));
            }
        }
    }

    private static boolean known(SettingsRecord<?> type, String name) {
        for (Component component : type.components()) {
            boolean file = component.secret() && name.equals(component.name() + Component.FILE);
            if (file || name.equals(component.name())) {
                return true;
            }
        }
        return false;
    }

    private static String hint(SettingsRecord<?> type, String name) {
        for (CatalogSetting setting : SettingCatalog.settings()) {
            if (setting.pgbouncerName().equals(Optional.of(name))) {
                return " (did you mean \"" + setting.path() + "\"?)";
            }
        }
        return Names.didYouMean(name, names(type));
    }

    private static List<String> names(SettingsRecord<?> type) {
        List<String> names = new ArrayList<>();
        for (Component component : type.components()) {
            names.add(component.name());
            if (component.secret()) {
                names.add(component.name() + Component.FILE);
            }
        }
        return names;
    }
}
