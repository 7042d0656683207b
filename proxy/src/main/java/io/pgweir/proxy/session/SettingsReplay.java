package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Brings a server connection to the settings of the client that is about to use it.
 *
 * <p>Each setting has a Sync of its own, so that a bad one spoils no other; values travel as parameters of
 * {@code set_config}, so that none can be read as SQL. Nothing of the client is sent before all of it is answered.
 */
public final class SettingsReplay {
    private static final String SET = "SELECT pg_catalog.set_config($1, $2, false)";

    private SettingsReplay() {}

    /** Whoever waits for it. */
    public interface Waiter {
        /**
         * All is set.
         *
         * @param settled the settings as the server calls them, which may be another spelling than asked for
         */
        void settled(Settings settled);

        /** The server refused one, or is lost (then without an error): the connection cannot serve this client. */
        void failed(Optional<ErrorResponse> error, String reason);
    }

    /** Makes the server's settings those of the target. */
    public static void run(ServerConnection server, Settings target, Waiter waiter) {
        ByteBuf out = server.loop().allocator().directBuffer();
        int readies = encodeResets(out, server, target) + encodeSets(out, server.settings(), target);
        if (readies == 0) {
            out.release();
            server.settings(target);
            waiter.settled(target);
            return;
        }
        OwnQuery.run(server, out, readies, new Listener(server, target, waiter));
    }

    /** What the server has and the target has not goes back to what the server was born with. */
    private static int encodeResets(ByteBuf out, ServerConnection server, Settings target) {
        int count = 0;
        for (String name : server.settings().asMap().keySet()) {
            if (!target.contains(name) && !server.born().contains(name)) {
                Frontend.query(out, "RESET " + quoted(name));
                count++;
            }
        }
        return count;
    }

    /** Custom settings are named with dots, and each part is quoted. */
    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"").replace(".", "\".\"") + '"';
    }

    private static int encodeSets(ByteBuf out, Settings from, Settings target) {
        int count = 0;
        SortedMap<String, String> now = from.asMap();
        for (Map.Entry<String, String> setting : target.asMap().entrySet()) {
            if (!setting.getValue().equals(now.get(setting.getKey()))) {
                Frontend.parse(out, "", SET);
                Frontend.bindText(out, "", "", setting.getKey(), setting.getValue());
                Frontend.execute(out, "");
                Frontend.sync(out);
                count++;
            }
        }
        return count;
    }

    private record Listener(ServerConnection server, Settings target, Waiter waiter) implements OwnQuery.Listener {
        @Override
        public void answered(OwnQuery.Answer answer) {
            if (answer.error().isPresent()) {
                waiter.failed(answer.error(), answer.error().get().message());
                return;
            }
            // What the server reports it has spelled its own way by now; the rest is as it was asked for.
            Settings settled = target.with(server.settings().only(server::reports));
            server.settings(settled);
            waiter.settled(server.settings());
        }

        @Override
        public void lost(CloseCause cause) {
            waiter.failed(Optional.empty(), cause.message());
        }
    }
}
