package io.pgweir.proxy.relay;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SettingsReplay;
import java.util.Optional;

/** Brings a server to what its client needs, before anything of the client is sent: for most clients nothing. */
final class Arrival {
    private final Exchange exchange;
    private final ServerConnection connection;
    private final Handover handover;

    Arrival(Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
        this.handover = new Handover(connection);
    }

    /** The lease begins. */
    @HotPath
    void begin(RelayLimits limits) {
        if (handover.isDue(exchange.session(), limits)) {
            exchange.takeOver();
            handover.clean(this::cleaned);
        } else {
            settle();
        }
    }

    /** The server has nothing of others; otherwise the client takes another. */
    private void cleaned(boolean well) {
        if (well) {
            settle();
        } else {
            exchange.takesAnother("could not be cleaned for the next session");
        }
    }

    @HotPath
    private void settle() {
        Session session = exchange.session();
        if (session.matches(exchange.server())) {
            exchange.handBack();
        } else {
            replay(session.settingsOn(exchange.server()));
        }
    }

    /** The session keeps its server: it goes on when the server's settings are the client's. */
    void goOn() {
        Settings settings = exchange.session().settings();
        if (connection.settings() == settings) {
            exchange.handBack();
        } else {
            replay(settings);
        }
    }

    private void replay(Settings target) {
        exchange.takeOver();
        SettingsReplay.run(exchange.server(), target, exchange.sessionMode(), new SettingsReplay.Waiter() {
            @Override
            public void settled(Settings settled) {
                exchange.session().settled(exchange.server(), settled);
                exchange.handBack();
            }

            @Override
            public void failed(Optional<ErrorResponse> error, String reason) {
                exchange.abort(ProxyError.SERVER_SETTING_FAILED.fatal(reason));
            }
        });
    }

    /** Code of a user runs here. */
    @HotPath
    void runsCode() {
        handover.runsCode(exchange.session());
    }

    /** The server was asked for everything. */
    void looked() {
        handover.looked();
    }
}
