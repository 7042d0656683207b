package io.pgweir.proxy.client;

import io.pgweir.protocol.StartupPacket.StartupMessage;
import io.pgweir.proxy.server.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a startup message asks for.
 *
 * @param settings all that PostgreSQL would set for the session, from {@code options} and by name
 * @param protocolOptions names beginning with {@code _pq_.}, which we do not know
 * @param replication {@code database} or {@code true} for a client that replicates; empty for all others
 * @param badOption the part of {@code options} that is not understood; empty when all is
 */
record StartupParameters(
        String database,
        String user,
        Map<String, String> settings,
        List<String> protocolOptions,
        String replication,
        String badOption) {

    static final String APPLICATION_NAME = "application_name";

    /** PostgreSQL's NAMEDATALEN: longer names are cut. */
    private static final int MAX_NAME_BYTES = 64;

    private static final String PROTOCOL_OPTION = "_pq_.";

    static StartupParameters of(StartupMessage message) {
        Map<String, String> given = message.parameters();
        String user = given.getOrDefault("user", "");
        String database = given.getOrDefault("database", "");
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> protocolOptions = new ArrayList<>();
        String bad = CommandLineOptions.read(given.getOrDefault("options", ""), settings);
        given.forEach((name, value) -> {
            if (name.startsWith(PROTOCOL_OPTION)) {
                protocolOptions.add(name);
            } else if (!isProtocols(name)) {
                settings.put(name, value);
            }
        });
        return new StartupParameters(
                database.isEmpty() ? user : database, user, settings, protocolOptions, replicationOf(given), bad);
    }

    /** As PostgreSQL reads it: {@code database}, or a boolean; what is neither is passed on, for its error. */
    private static String replicationOf(Map<String, String> given) {
        String asked = given.getOrDefault("replication", "").toLowerCase(Locale.ROOT);
        return switch (asked) {
            case "", "false", "off", "no", "0" -> "";
            case "true", "on", "yes", "1" -> "true";
            default -> asked;
        };
    }

    /** Whether it wants the whole server's changes, which no database's rules are about. */
    boolean physicalReplication() {
        return !replication.isEmpty() && !replication.equals("database");
    }

    /** Names that belong to the protocol and are no settings. */
    private static boolean isProtocols(String name) {
        return switch (name) {
            case "user", "database", "options", "replication" -> true;
            default -> false;
        };
    }

    /** The settings without those that the operator wants dropped. */
    Settings settingsWithout(List<String> ignored) {
        if (ignored.isEmpty()) {
            return Settings.of(settings);
        }
        Map<String, String> kept = new LinkedHashMap<>(settings);
        kept.keySet().removeIf(name -> ignored.stream().anyMatch(name::equalsIgnoreCase));
        return Settings.of(kept);
    }

    /** The same, with the client's address behind the application's name. */
    StartupParameters withHost(String address) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        String given = settings.keySet().stream()
                .filter(APPLICATION_NAME::equalsIgnoreCase)
                .findFirst()
                .orElse(APPLICATION_NAME);
        String name = more.getOrDefault(given, "app") + " - " + address;
        more.put(given, name.length() < MAX_NAME_BYTES ? name : name.substring(0, MAX_NAME_BYTES - 1));
        return new StartupParameters(database, user, more, protocolOptions, replication, badOption);
    }

    /** The application's name, if it gave one that PostgreSQL would take as it is. */
    Optional<String> plainApplicationName() {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().equalsIgnoreCase(APPLICATION_NAME) && isPlain(setting.getValue())) {
                return Optional.of(setting.getValue());
            }
        }
        return Optional.empty();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < ' ' || name.charAt(i) > '~') {
                return false;
            }
        }
        return name.length() < MAX_NAME_BYTES;
    }
}
