package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;

/** What differs between two configurations. */
public final class ConfigDiff {
    private ConfigDiff() {}

    /** The paths of the settings that differ and that only a restart applies. */
    public static List<String> restartNeeded(Config before, Config after) {
        List<String> paths = new ArrayList<>();
        for (CatalogSetting setting : SettingCatalog.settings()) {
            boolean same = setting.valueIn(before).equals(setting.valueIn(after));
            if (!same && !setting.reloadable()) {
                paths.add(setting.path());
            }
        }
        return paths;
    }
}
