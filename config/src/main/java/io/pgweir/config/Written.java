package io.pgweir.config;

import java.util.List;

/** A configuration file as it was written. It does not change; settings laid over it are given each time. */
interface Written {
    /**
     * The file's sections and texts.
     *
     * @param laidOver settings by PgBouncer's names; of a name the last counts, and all count over the file
     */
    RawSection root(List<IniEntry> laidOver, Problems problems);

    /** Reads what the root holds. */
    SettingsReader reader(Problems problems);

    /** PgBouncer's settings that the file has, in its order; none of a YAML file. */
    List<IniEntry> globals();
}
