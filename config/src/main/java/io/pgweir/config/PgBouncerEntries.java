package io.pgweir.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sections [databases] and [users]: a name and its key=value list on each line. */
final class PgBouncerEntries {
    private static final String DEFAULT_PORT = "5432";
    private static final String LOAD_BALANCE = "load_balance_hosts";

    private final RawSection root;
    private final RawSection eachServer;
    private final Problems problems;

    /** Each server that is found gets the settings of eachServer. */
    PgBouncerEntries(RawSection root, RawSection eachServer, Problems problems) {
        this.root = root;
        this.eachServer = eachServer;
        this.problems = problems;
    }

    void readDatabases(IniSection section) {
        for (IniEntry entry : section.entries()) {
            database(entry);
        }
    }

    void readUsers(IniSection section) {
        for (IniEntry entry : section.entries()) {
            RawSection user = new RawSection("user \"" + entry.name() + "\"", entry.place());
            for (IniEntry pair : pairs(entry, user)) {
                put(pair, user, PgBouncerKeys.USER);
            }
            root.child("users", section.place()).put(entry.name(), user);
        }
    }

    private void database(IniEntry entry) {
        RawSection database = new RawSection("database \"" + entry.name() + "\"", entry.place());
        RawText host = new RawText("host", entry.place(), "");
        RawText port = new RawText("port", entry.place(), DEFAULT_PORT);
        Optional<RawText> order = Optional.empty();
        for (IniEntry pair : pairs(entry, database)) {
            switch (pair.name()) {
                case "host" -> host = pair.value();
                case "port" -> port = pair.value();
                case LOAD_BALANCE -> order = Optional.of(pair.value());
                default -> put(pair, database, PgBouncerKeys.DATABASE);
            }
        }
        database.put("server", server(host.text().isEmpty() ? host.with(socketDir(host)) : host, port, order));
        root.child("databases", entry.place()).put(entry.name(), database);
    }

    private List<IniEntry> pairs(IniEntry entry, RawSection owner) {
        return ConnectString.parse(entry.value(), owner.label(), problems);
    }

    private String socketDir(RawText unsetHost) {
        RawEntry written = root.child("listen", root.place()).get("unix_socket_dir");
        String directory = written != null && written.value() instanceof RawText text ? text.text() : "/tmp";
        if (directory.isEmpty()) {
            problems.warning(unsetHost.place(), "no host and no unix_socket_dir; the directory /tmp is used");
        }
        return directory.isEmpty() ? "/tmp" : directory;
    }

    /** Makes the server if it is a new one, and returns its name. */
    private RawText server(RawText host, RawText port, Optional<RawText> order) {
        String suffix = order.map(text -> ":" + text.text()).orElse("");
        RawText name = host.with(host.text() + ":" + port.text() + suffix);
        RawSection servers = root.child("servers", root.place());
        if (servers.get(name.text()) == null) {
            RawSection server = servers.child(name.text(), host.place());
            server.put("host", host);
            server.put("port", port);
            order.ifPresent(text -> server.put(LOAD_BALANCE, text));
            for (Map.Entry<String, RawEntry> each : eachServer.entries().entrySet()) {
                server.put(each.getKey(), each.getValue());
            }
        }
        return name;
    }

    private void put(IniEntry pair, RawSection owner, Map<String, String> paths) {
        String path = paths.get(pair.name());
        if (path == null) {
            String hint = Names.didYouMean(pair.name(), known(paths));
            problems.error(pair.place(), "unknown setting \"" + pair.name() + "\" of " + owner.label() + hint);
        } else if (!unset(pair)) {
            owner.putAt(path, pair.value());
        }
    }

    private static List<String> known(Map<String, String> paths) {
        List<String> names = new ArrayList<>(List.of("host", "port", LOAD_BALANCE));
        names.addAll(paths.keySet());
        return names;
    }

    private static boolean unset(IniEntry pair) {
        Optional<Duration> number = new DurationType().parse(pair.value().text());
        boolean zero = number.isPresent() && number.get().isZero();
        return zero && PgBouncerKeys.ZERO_IS_UNSET.contains(pair.name());
    }
}
