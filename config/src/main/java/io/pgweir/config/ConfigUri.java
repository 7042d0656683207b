package io.pgweir.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration from nothing but the address of a server, as libpq writes it:
 * {@code postgresql://user:password@host:port/dbname?sslmode=require}.
 *
 * <p>Everything else is a default; clients on this machine are let in without a password. With a user in the address
 * all clients become that user on the server.
 */
public final class ConfigUri {
    private static final String SERVER = "main";
    private static final Path FILE = Path.of("uri");
    private static final Place PLACE = Place.of(FILE);

    private static final Map<String, String> PARAMETERS = Map.of(
            "sslmode", "servers.main.tls.mode",
            "sslrootcert", "servers.main.tls.ca",
            "sslcert", "servers.main.tls.cert",
            "sslkey", "servers.main.tls.key",
            "connect_timeout", "connections.connect_timeout");

    private final RawSection root = new RawSection("", PLACE);
    private final RawSection login = new RawSection("", PLACE);

    private ConfigUri() {}

    /** Throws an IllegalArgumentException that says what is wrong, where, and what to write instead. */
    public static Config parse(String uri) {
        return new ConfigUri().read(uri);
    }

    private Config read(String uri) {
        put("auth.type", "type", "trust");
        String address = withoutScheme(uri);
        int question = address.indexOf('?');
        int end = question < 0 ? address.length() : question;
        int slash = address.indexOf('/');
        int authorityEnd = slash < 0 || slash > end ? end : slash;
        if (address.indexOf('@') > authorityEnd) {
            throw bad("it has an @ behind a / or ?"); // most likely a password in two parts, one of them now a port
        }
        readAuthority(address.substring(0, authorityEnd));
        readDatabase(authorityEnd == end ? "" : decoded("database", address.substring(authorityEnd + 1, end)));
        if (question >= 0) {
            readParameters(address.substring(question + 1));
        }
        return checked();
    }

    private static String withoutScheme(String uri) {
        for (String scheme : List.of("postgresql://", "postgres://")) {
            if (uri.startsWith(scheme)) {
                return uri.substring(scheme.length());
            }
        }
        throw bad("it does not begin with postgresql://");
    }

    private void readAuthority(String authority) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            readLogin(authority.substring(0, at));
        }
        readHost(authority.substring(at + 1));
    }

    private void readLogin(String userAndPassword) {
        int colon = userAndPassword.indexOf(':');
        String user = decoded("user", colon < 0 ? userAndPassword : userAndPassword.substring(0, colon));
        if (user.isEmpty()) {
            throw bad("there is no user before the @");
        }
        login.put("user", new RawText("user", PLACE, user));
        if (colon >= 0) {
            String password = decoded("password", userAndPassword.substring(colon + 1));
            login.put("password", new RawText("password", PLACE, password));
        }
    }

    private void readHost(String hostAndPort) {
        if (hostAndPort.indexOf(',') >= 0) {
            throw bad("it has several hosts, which is not supported yet");
        }
        int bracket = hostAndPort.startsWith("[") ? hostAndPort.indexOf(']') : -1;
        int colon = hostAndPort.indexOf(':', Math.max(bracket, 0));
        String host =
                bracket < 0 ? hostAndPort.substring(0, endOf(hostAndPort, colon)) : hostAndPort.substring(1, bracket);
        put("servers.main.host", "host", host.isEmpty() ? "localhost" : decoded("host", host));
        if (colon >= 0) {
            put("servers.main.port", "port", hostAndPort.substring(colon + 1));
        }
    }

    private void readDatabase(String name) {
        if (!name.isEmpty()) {
            addDatabase(name);
        }
        addDatabase(Config.ANY_DATABASE);
    }

    private void addDatabase(String name) {
        RawSection database = root.child("databases", PLACE).child(name, PLACE);
        database.put("server", new RawText("server", PLACE, SERVER));
        for (Map.Entry<String, RawEntry> entry : login.entries().entrySet()) {
            database.put(entry.getKey(), entry.getValue());
        }
    }

    private void readParameters(String parameters) {
        for (String parameter : parameters.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = parameter.substring(0, endOf(parameter, equals));
            String path = PARAMETERS.get(name);
            if (path == null || equals < 0) {
                throw bad("unknown parameter \"" + name + "\"" + Names.didYouMean(name, PARAMETERS.keySet()));
            }
            put(path, name, decoded(name, parameter.substring(equals + 1)));
        }
    }

    private Config checked() {
        Problems problems = new Problems();
        Path directory = Surroundings.ofProcess().directory();
        Config config =
                new SettingsReader(Dialect.PGWEIR, directory, problems).read(SettingsRecord.of(Config.class), root);
        new ConfigChecks(config, root, problems).run();
        List<String> messages = new ArrayList<>();
        for (Problem problem : problems.errors()) {
            messages.add(problem.message());
        }
        if (!messages.isEmpty()) {
            throw bad(String.join("; ", messages));
        }
        return config;
    }

    private void put(String path, String label, String text) {
        root.putAt(path, new RawText(label, PLACE, text));
    }

    private static int endOf(String text, int index) {
        return index < 0 ? text.length() : index;
    }

    private static String decoded(String part, String text) {
        return PercentCode.decode(text).orElseThrow(() -> bad("its " + part + " has a % without two hex digits"));
    }

    /** The address may hold a password, so it is not shown. */
    private static IllegalArgumentException bad(String detail) {
        return new IllegalArgumentException("the address of the server cannot be used\nDETAIL: " + detail
                + "\nHINT: write postgresql://user:password@host:5432/dbname?sslmode=require,"
                + " with %40 for @ and %2F for / inside of a part");
    }
}
