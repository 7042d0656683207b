package io.pgweir.proxy.session;

import io.pgweir.proxy.server.Settings;
import java.util.Set;

/**
 * How much of a session's settings a PgBouncer in front of the servers takes to each of its own servers by itself.
 * Whatever else is set on a connection to it stays on the server that happens to be behind it, for strangers to meet.
 *
 * @param all the session's settings
 * @param some what the session's connections to the pooler are set to
 * @param whole whether that is all that matters, so that the session needs no connection past the pooler
 */
record Carried(Settings all, Settings some, boolean whole) {
    /** Those of PgBouncer 1.18; later versions carry more, and none carries less. */
    private static final Set<String> NAMES =
            Set.of("application_name", "client_encoding", "datestyle", "standard_conforming_strings", "timezone");

    /** @param born what the pooler's connections are at before anybody sets anything */
    static Carried of(Settings all, Settings born) {
        boolean whole = all.asMap().entrySet().stream()
                .allMatch(setting -> carries(setting.getKey())
                        || born.has(setting.getKey(), setting.getValue())
                        || isUnset(setting.getKey(), setting.getValue()));
        return new Carried(all, born.with(carriedOf(all)), whole);
    }

    /** Whether it takes a setting of this name along; the name is in lower case. */
    static boolean carries(String name) {
        return NAMES.contains(name);
    }

    /** Those of the settings that it takes along. */
    static Settings carriedOf(Settings settings) {
        return settings.only(Carried::carries);
    }

    /** A custom setting that was reset is as it is for those who never had one. */
    private static boolean isUnset(String name, String value) {
        return Placeholders.isPlaceholder(name) && value.equals(Settings.AT_DEFAULT);
    }
}
