package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings a server connection to the settings of the client that is about to use it.
 *
 * <p>Each setting has a Sync of its own, so that a bad one spoils no other; values travel as parameters of
 * {@code set_config}, so that none can be read as SQL. Nothing of the client is sent before all of it is answered.
 */
public final class SettingsReplay {
    private static final String ROLE = "role";
    private static final String AUTHORIZATION = "session_authorization";
    private static final String SET = "SELECT pg_catalog.set_config($1, $2, false)";

    private static final String MAKE =
            "SELECT pg_catalog.set_config($1, '', false)" + " WHERE pg_catalog.current_setting($1, true) IS NULL";

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

    /**
     * Makes the server's settings those of the target.
     *
     * @param tidy whether to leave no unnamed prepared statement: nobody else sees to that in session mode
     */
    public static void run(PooledServer pooled, Settings target, boolean tidy, Waiter waiter) {
        ServerConnection server = pooled.connection();
        ByteBuf out = server.loop().allocator().directBuffer();
        int readies = pooled.direct()
                ? new Batch(out, server, server.settings(), target).encode(tidy)
                : new Batch(out, server, Carried.carriedOf(server.settings()), Carried.carriedOf(target)).encode(tidy);
        if (readies == 0) {
            out.release();
            server.settings(target);
            waiter.settled(target);
            return;
        }
        OwnQuery.run(server, out, readies, new Listener(pooled, target, waiter));
    }

    /**
     * The messages that lead from one to the other. Roles come off first and on last, since the login user may set what
     * they may not; so do short time-outs, which would end what follows.
     */
    private static final class Batch {
        private final ByteBuf out;
        private final ServerConnection server;
        private final Settings from;
        private final Settings target;
        private int readies;

        Batch(ByteBuf out, ServerConnection server, Settings from, Settings target) {
            this.out = out;
            this.server = server;
            this.from = from;
            this.target = target;
        }

        int encode(boolean tidy) {
            int sent = encode();
            if (tidy && sent > 0) {
                Frontend.closeStatement(out, new byte[0]);
                Frontend.sync(out);
                readies++;
            }
            return readies;
        }

        private int encode() {
            boolean login =
                    !from.has(AUTHORIZATION, server.born().valueOf(AUTHORIZATION)) && from.contains(AUTHORIZATION);
            if (from.contains(ROLE)) {
                reset(ROLE);
            }
            if (login) {
                reset(AUTHORIZATION);
            }
            from.asMap().keySet().stream().filter(SettingsReplay::isTimeout).forEach(this::reset);
            from.asMap().keySet().stream()
                    .filter(name -> !isTimeout(name) && !isRole(name))
                    .forEach(this::resetUnlessWanted);
            set(name -> !isTimeout(name) && !isRole(name));
            set(SettingsReplay::isTimeout);
            if (target.contains(AUTHORIZATION)
                    && !target.has(AUTHORIZATION, server.born().valueOf(AUTHORIZATION))) {
                set(AUTHORIZATION, target.valueOf(AUTHORIZATION));
            }
            if (target.contains(ROLE)) {
                set(ROLE, target.valueOf(ROLE));
            }
            return readies;
        }

        /** What the server has and the target has not goes back to what the server was born with. */
        private void resetUnlessWanted(String name) {
            if (!target.contains(name) && !server.born().contains(name)) {
                reset(name);
            }
        }

        private void reset(String name) {
            Frontend.query(out, "RESET " + quoted(name));
            readies++;
        }

        private void set(Predicate<String> kind) {
            for (Map.Entry<String, String> setting : target.asMap().entrySet()) {
                boolean there = from.has(setting.getKey(), setting.getValue()) && !isTimeout(setting.getKey());
                if (kind.test(setting.getKey()) && !there) {
                    set(setting.getKey(), setting.getValue());
                }
            }
        }

        private void set(String name, String value) {
            if (value.equals(Settings.AT_DEFAULT)) {
                makeDefault(name);
                return;
            }
            send(SET, name, value);
        }

        private void send(String sql, String... values) {
            Frontend.parse(out, "", sql);
            Frontend.bindText(out, "", "", values);
            Frontend.execute(out, "");
            Frontend.sync(out);
            readies++;
        }

        /** RESET is refused where nobody named it yet. */
        private void makeDefault(String name) {
            if (!from.contains(name)) {
                send(MAKE, name);
            }
            reset(name);
        }
    }

    private static boolean isRole(String name) {
        return name.equals(ROLE) || name.equals(AUTHORIZATION);
    }

    private static boolean isTimeout(String name) {
        return name.endsWith("_timeout");
    }

    /** Custom settings are named with dots, and each part is quoted. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"").replace(".", "\".\"") + '"';
    }

    private record Listener(PooledServer pooled, Settings target, Waiter waiter) implements OwnQuery.Listener {
        @Override
        public void answered(OwnQuery.Answer answer) {
            if (answer.error().isPresent()) {
                waiter.failed(answer.error(), answer.error().get().message());
                return;
            }
            // What the server reports it has spelled its own way by now; the rest is as it was asked for.
            ServerConnection server = pooled.connection();
            Settings spelled = server.settings().only(server::reports);
            Settings settled = target.with(pooled.direct() ? spelled : Carried.carriedOf(spelled));
            server.settings(settled);
            waiter.settled(server.settings());
        }

        @Override
        public void lost(CloseCause cause) {
            waiter.failed(Optional.empty(), cause.message());
        }
    }
}
