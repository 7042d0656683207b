package io.pgweir.proxy.server;

import io.pgweir.config.TargetSessionAttrs;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.route.Endpoint;
import java.util.Map;
import java.util.Optional;

/**
 * What a server connection is opened for.
 *
 * @param endpoint as the pool names it; it may have several hosts
 * @param host the one of them that this is about
 * @param anyRole whether the host will do whatever it is
 * @param turn which host is next
 * @param parameters of the startup packet, user and database among them
 * @param secret what is known of the user's password
 * @param connectQuery run once it is ready; its errors are logged and ignored
 * @param listener hears of the connection once it is ready
 */
public record LoginTarget(
        Endpoint endpoint,
        Endpoint host,
        boolean anyRole,
        HostTurn turn,
        Map<String, String> parameters,
        Optional<StoredSecret> secret,
        Optional<String> connectQuery,
        TrackedParameters tracked,
        SettingsTable table,
        ServerListener listener) {

    /** The same at one of the endpoint's hosts. */
    LoginTarget at(Endpoint one, boolean whateverItIs) {
        return new LoginTarget(
                endpoint, one, whateverItIs, turn, parameters, secret, connectQuery, tracked, table, listener);
    }

    /** What the host must be. */
    TargetSessionAttrs role() {
        return anyRole ? TargetSessionAttrs.ANY : endpoint.attributes();
    }

    String user() {
        return parameters.getOrDefault("user", "");
    }
}
