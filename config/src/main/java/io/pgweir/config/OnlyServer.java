package io.pgweir.config;

/**
 * Fills in what a file with a single server need not say: that the databases are there, and that all databases are,
 * when none is listed.
 */
final class OnlyServer {
    private OnlyServer() {}

    static void fillIn(RawSection root) {
        RawEntry servers = root.get("servers");
        if (servers != null && servers.value() instanceof RawSection section) {
            if (section.entries().size() == 1) {
                fillIn(root, section.entries().keySet().iterator().next(), servers.key());
            }
        }
    }

    private static void fillIn(RawSection root, String server, Place place) {
        RawSection databases = root.child("databases", place);
        if (databases.entries().isEmpty()) {
            databases.child(Config.ANY_DATABASE, place);
        }
        for (String name : databases.entries().keySet().toArray(new String[0])) {
            RawEntry entry = databases.entries().get(name);
            if (entry != null && !(entry.value() instanceof RawList)) {
                setServer(databases.child(name, entry.key()), server, entry.key());
            }
        }
    }

    private static void setServer(RawSection database, String server, Place place) {
        if (database.get("server") == null) {
            database.put("server", new RawText(database.labelOf("server"), place, server));
        }
    }
}
