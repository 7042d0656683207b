package io.pgweir.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A YAML file as it was written. */
record WrittenYaml(Path file, Path directory, RawSection written) implements Written {
    @Override
    public RawSection root(List<IniEntry> laidOver, Problems problems) {
        RawSection root = written.copy();
        if (!laidOver.isEmpty()) {
            layOver(root, laidOver, problems);
        }
        return root;
    }

    private void layOver(RawSection root, List<IniEntry> laidOver, Problems problems) {
        Place place = Place.of(file);
        RawSection eachServer = new RawSection("", place);
        new PgBouncerGlobals(root, eachServer, problems).read(new IniSection("pgbouncer", place, laidOver));
        for (Map.Entry<String, RawEntry> entry : eachServer.entries().entrySet()) {
            if (entry.getValue().value() instanceof RawSection section) {
                toServers(root.child("servers", place), entry.getKey(), section);
            }
        }
    }

    private static void toServers(RawSection servers, String sectionName, RawSection values) {
        for (RawEntry server : servers.entries().values()) {
            if (server.value() instanceof RawSection section) {
                RawSection target = section.child(sectionName, values.place());
                values.entries().forEach(target::put);
            }
        }
    }

    @Override
    public SettingsReader reader(Problems problems) {
        return new SettingsReader(Dialect.PGWEIR, directory, problems);
    }

    @Override
    public List<IniEntry> globals() {
        return List.of();
    }
}
