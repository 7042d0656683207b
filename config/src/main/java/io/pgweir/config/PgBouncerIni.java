package io.pgweir.config;

import java.nio.file.Path;
import java.util.List;

/** Reads a pgbouncer.ini into the same sections and texts that our own YAML is read into. */
final class PgBouncerIni {
    private static final List<String> SECTIONS = List.of("pgbouncer", "databases", "users", "peers");

    private final Problems problems;

    PgBouncerIni(Problems problems) {
        this.problems = problems;
    }

    RawSection read(Path file, List<IniSection> sections) {
        RawSection root = new RawSection("", Place.of(file));
        RawSection eachServer = new RawSection("", Place.of(file));
        readGlobals(sections, new PgBouncerGlobals(root, eachServer, problems));
        readEntries(sections, new PgBouncerEntries(root, eachServer, problems)); // they use the globals
        return root;
    }

    private void readGlobals(List<IniSection> sections, PgBouncerGlobals globals) {
        for (IniSection section : sections) {
            if (!SECTIONS.contains(section.name())) {
                String hint = Names.didYouMean(section.name(), SECTIONS);
                problems.error(section.place(), "unknown section [" + section.name() + "]" + hint);
            } else if (section.name().equals("pgbouncer")) {
                globals.read(section);
            }
        }
    }

    private void readEntries(List<IniSection> sections, PgBouncerEntries entries) {
        for (IniSection section : sections) {
            switch (section.name()) {
                case "databases" -> entries.readDatabases(section);
                case "users" -> entries.readUsers(section);
                case "peers" -> problems.warning(section.place(), "[peers] is not supported yet and has no effect");
                default -> {} // read before
            }
        }
    }
}
