package io.pgweir.proxy.server;

import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.route.Endpoint;
import java.util.Map;
import java.util.Optional;

/**
 * What a server connection is opened for.
 *
 * @param parameters of the startup packet, user and database among them
 * @param secret what is known of the user's password
 * @param connectQuery run once it is ready; its errors are logged and ignored
 * @param listener hears of the connection once it is ready
 */
public record LoginTarget(
        Endpoint endpoint,
        Map<String, String> parameters,
        Optional<StoredSecret> secret,
        Optional<String> connectQuery,
        TrackedParameters tracked,
        SettingsTable table,
        ServerListener listener) {

    String user() {
        return parameters.getOrDefault("user", "");
    }
}
