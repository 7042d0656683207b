package io.pgweir.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A pgbouncer.ini as it was written. */
record WrittenIni(Path file, Path directory, List<IniSection> sections) implements Written {
    private static final String GLOBALS = "pgbouncer";

    @Override
    public RawSection root(List<IniEntry> laidOver, Problems problems) {
        List<IniSection> all = new ArrayList<>(sections);
        if (!laidOver.isEmpty()) {
            all.add(new IniSection(GLOBALS, Place.of(file), laidOver));
        }
        return new PgBouncerIni(problems).read(file, all);
    }

    @Override
    public SettingsReader reader(Problems problems) {
        return new SettingsReader(Dialect.PGBOUNCER, directory, problems);
    }

    @Override
    public List<IniEntry> globals() {
        List<IniEntry> entries = new ArrayList<>();
        for (IniSection section : sections) {
            if (section.name().equals(GLOBALS)) {
                entries.addAll(section.entries());
            }
        }
        return entries;
    }
}
