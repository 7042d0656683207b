package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.ClientsConfig;
import io.pgweir.config.PoolMode;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.protocol.SqlState;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.net.Owned;
import io.pgweir.proxy.pool.LeaseHolder;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.PoolSessions;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SettingsReplay;
import io.pgweir.proxy.session.Welcome;
import java.util.Optional;

/**
 * The last phase of a login: the client is told what its session starts with, and becomes a {@link Relay}.
 *
 * <p>What a server says of itself, and what it makes of the settings that a client asks for, is remembered per pool:
 * only the first client that asks for something borrows a server. That server also refuses what PostgreSQL would
 * refuse, with PostgreSQL's own error.
 */
final class WelcomePhase implements LinkHandler, LeaseHolder {
    private final Client client;
    private final Pool pool;
    private final PoolSessions sessions;
    private final ByteBuf out;
    private final Settings asked;
    private final Settings toLearn;
    private final long startedNanos = System.nanoTime();
    private boolean over;

    /** @param out begins with the end of the authentication; the welcome follows in the same write */
    WelcomePhase(Client client, StartupParameters asWritten, Pool pool, @Owned ByteBuf out) {
        boolean addsHost = rules(client).applicationNameAddHost();
        StartupParameters parameters = addsHost ? asWritten.withHost(client.address()) : asWritten;
        this.client = client;
        this.pool = pool;
        this.out = out;
        this.sessions = client.home().sessionsOf(pool);
        this.asked = parameters.settingsWithout(
                client.home().gateway().rules().config().session().ignoreStartupParameters());
        // Programs that differ only in their name would each need to be learned; nothing is to be learned of a name.
        this.toLearn = parameters.plainApplicationName().isPresent()
                ? asked.only(name -> !name.equals(StartupParameters.APPLICATION_NAME))
                : asked;
    }

    private static ClientsConfig rules(Client client) {
        return client.home().gateway().rules().config().clients();
    }

    void begin() {
        client.stage(Stage.WELCOME);
        client.link().handler(this);
        client.onEnd(this::abandoned);
        pool.clientJoined();
        sessions.defaultsVersion(pool.defaultsVersion());
        if (sessions.welcome().isPresent() && known().isPresent()) {
            finish();
        } else if (pool.route().pooledIsDirect() || Session.carriedByPooler(toLearn)) {
            pool.lease(this);
        } else if (!pool.dedicated().lease(this)) {
            refuse(ProxyError.TOO_MANY_PINNED.fatal(
                    PinReason.SETTING,
                    pool.route().key(),
                    pool.dedicatedCount(),
                    pool.route().maxPinned()));
        }
    }

    private Optional<Settings> known() {
        return toLearn.isEmpty() ? sessions.welcome().map(Welcome::born) : sessions.startup(toLearn);
    }

    @Override
    public void leased(PooledServer server) {
        if (!server.dedicated() || sessions.welcome().isEmpty()) {
            sessions.welcome(new Welcome(
                    server.connection().reportedAtBirth(), server.connection().born()));
        }
        if (over) {
            giveBack(server);
        } else if (known().isPresent()) {
            giveBack(server);
            finish();
        } else {
            learn(server);
        }
    }

    private void giveBack(PooledServer server) {
        if (server.dedicated()) {
            pool.dedicated().release(server);
        } else {
            pool.release(server);
        }
    }

    private void learn(PooledServer server) {
        Settings target = server.connection().born().with(toLearn);
        boolean sessionMode = pool.route().pools().mode() == PoolMode.SESSION;
        SettingsReplay.run(server, target, sessionMode, new SettingsReplay.Waiter() {
            @Override
            public void settled(Settings settled) {
                sessions.startup(toLearn, settled);
                giveBack(server);
                if (!over) {
                    finish();
                }
            }

            @Override
            public void failed(Optional<ErrorResponse> error, String reason) {
                pool.close(server, "refused a client's startup settings");
                refuse(error.map(WelcomePhase::fatal).orElse(ProxyError.CONFIG_ERROR.fatal()));
            }
        });
    }

    /** What would be an error in a session is the end of a login. */
    private static ErrorResponse fatal(ErrorResponse error) {
        return new ErrorResponse(ErrorResponse.FATAL, error.code(), error.message(), error.detail(), error.hint());
    }

    private void finish() {
        over = true;
        Settings settings = known().orElseThrow();
        if (asked.contains(StartupParameters.APPLICATION_NAME)) {
            settings = toLearn.contains(StartupParameters.APPLICATION_NAME)
                    ? settings
                    : settings.with(
                            StartupParameters.APPLICATION_NAME, asked.valueOf(StartupParameters.APPLICATION_NAME));
        }
        settings = pool.settings().intern(settings);
        client.home().loggedIn(client);
        sessions.welcome().orElseThrow().encode(out, settings);
        client.key().encode(out);
        String notice = rules(client).loginNotifyMessage();
        if (!notice.isEmpty()) {
            new ErrorResponse(ErrorResponse.NOTICE, SqlState.SUCCESS, notice, "", "").encodeNotice(out);
        }
        ReadyForQuery.encode(out, ReadyForQuery.IDLE);
        Session session = new Session(pool, sessions, settings, client.key().pid());
        pool.stats().logins++;
        client.logLogin();
        client.start(new Relay(client.home().relays(), client.link(), session, client));
        boolean unused = client.link().writeAndRelease(out);
        client.link().redeliver();
    }

    private void refuse(ErrorResponse error) {
        if (!over) {
            client.refuse(error);
        }
    }

    private void abandoned() {
        if (!over) {
            over = true;
            out.release();
            pool.stopWaiting(this);
            pool.clientLeft();
        }
    }

    @Override
    public void refused(ErrorResponse error) {
        refuse(error);
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        // before the welcome a notice would only confuse
    }

    @Override
    public long waitingSinceNanos() {
        return startedNanos;
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        // the query of ours that it runs has a deadline of its own
    }

    /** Bytes that come early wait for the relay. */
    @Override
    public void onBytes(ByteBuf window) {
        // left unread
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }
}
