package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.AuthType;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.StartupPacket;
import io.pgweir.proxy.auth.Authenticator;
import io.pgweir.proxy.auth.ClientAuth;
import io.pgweir.proxy.auth.Demand;
import io.pgweir.proxy.auth.Newcomer;
import io.pgweir.proxy.auth.Refusal;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.route.Lookup;
import io.pgweir.proxy.route.Route;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase: the client proves who it is. Only then does it learn whether its database exists.
 *
 * <p>Nothing but the answers to our questions is read here; in particular a second startup packet is none.
 */
final class LoginPhase implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPhase.class);

    private final Client client;
    private final StartupParameters parameters;
    private final Optional<Route> route;
    private Optional<Newcomer> newcomer = Optional.empty();
    private Optional<StoredSecret> fetched = Optional.empty();
    private Optional<StoredSecret> shown = Optional.empty();
    private boolean waits;
    private @Nullable ClientAuth dialogue; // until the worker has what it needs there is none

    /** @param route empty for the console, and for a database that does not exist */
    LoginPhase(Client client, StartupParameters parameters, Optional<Route> route) {
        this.client = client;
        this.parameters = parameters;
        this.route = route;
    }

    void begin() {
        client.stage(Stage.LOGIN);
        client.link().handler(this);
        newcomer = Optional.of(newcomer());
        if (isOwner(newcomer.get())) {
            client.owner();
            ready(Optional.of(ClientAuth.accepted()));
        } else {
            demand();
        }
        // What came behind the startup packet waits in the link, and nothing else would show it again.
        client.link().loop().execute(client.link()::redeliver);
    }

    private Newcomer newcomer() {
        return new Newcomer(
                client.database(),
                parameters.user(),
                parameters.physicalReplication(),
                client.link().remoteAddress() instanceof InetSocketAddress inet
                        ? Optional.of(inet.getAddress())
                        : Optional.empty(),
                client.link().tlsSession(),
                client.link().peerUid());
    }

    /** The operator's own user of the system, over the Unix socket, needs no password for the console. */
    private boolean isOwner(Newcomer who) {
        return ConsoleDoor.DATABASES.contains(who.database())
                && who.user().equals(ConsoleDoor.OWNER)
                && who.peer().isPresent()
                && who.peer().getAsInt() == rules().uid();
    }

    private void demand() {
        Authenticator authenticator = rules().authenticator();
        Demand demand = authenticator.demand(newcomer.orElseThrow());
        Optional<StoredSecret> listed = authenticator.listed(parameters.user());
        Optional<Lookup> lookup = demand.method().needsSecret() && listed.isEmpty() ? lookup() : Optional.empty();
        if (lookup.isPresent()) {
            ask(demand, lookup.get());
        } else {
            dialogue(demand, listed, rules().config().auth().file().isEmpty());
        }
    }

    /** Where the user's secret is asked for; a database that does not exist is nobody's. */
    private Optional<Lookup> lookup() {
        boolean exists = route.isPresent() || ConsoleDoor.DATABASES.contains(client.database());
        return exists ? rules().router().lookup(client.database()) : Optional.empty();
    }

    private void ask(Demand demand, Lookup lookup) {
        if (ConsoleDoor.DATABASES.contains(lookup.database())) {
            configError("cannot use the reserved \"" + lookup.database() + "\" database as an auth_dbname");
        } else if (lookup.route().isEmpty()) {
            configError("authentication database \"" + lookup.database() + "\" is not configured");
        } else {
            Route where = lookup.route().get();
            Clients home = client.home().gateway().homeOf(where);
            SecretLookup asking = new SecretLookup(
                    lookup, where, parameters.user(), home, client.home().loop()::execute, new Answers(demand));
            client.onEnd(asking::abandon);
            asking.begin();
        }
    }

    private final class Answers implements SecretLookup.Asker {
        private final Demand demand;

        Answers(Demand demand) {
            this.demand = demand;
        }

        @Override
        public void found(StoredSecret secret) {
            if (client.stage() == Stage.LOGIN) {
                client.noEnd();
                fetched = Optional.of(secret);
                dialogue(demand, fetched, false);
            }
        }

        @Override
        public void noSuchUser() {
            client.refuse(ProxyError.NO_SUCH_USER.fatal());
        }

        @Override
        public void failed(String reason) {
            configError("auth_query failed: " + reason);
        }
    }

    /** Who is not logged in yet learns nothing of servers; the log has it all. */
    private void configError(String reason) {
        if (client.stage() == Stage.LOGIN) {
            LOG.atError()
                    .addKeyValue("client", client.id())
                    .addKeyValue("database", client.database())
                    .addKeyValue("user", client.user())
                    .log("{}", reason);
            client.refuse(ProxyError.CONFIG_ERROR.fatal());
        }
    }

    private void dialogue(Demand demand, Optional<StoredSecret> secret, boolean strangers) {
        rules().authenticator()
                .dialogue(
                        newcomer.orElseThrow(),
                        demand,
                        secret,
                        strangers,
                        client.home().loop()::execute,
                        this::ready);
    }

    private Rules rules() {
        return client.home().gateway().rules();
    }

    private void ready(Optional<ClientAuth> made) {
        if (client.stage() != Stage.LOGIN) {
            return; // it went away meanwhile
        }
        if (made.isEmpty()) {
            client.refuse(ProxyError.TOO_MANY_LOGINS.fatal());
            return;
        }
        dialogue = made.get();
        ByteBuf out = client.link().loop().allocator().directBuffer();
        continueWith(dialogue, dialogue.begin(out), out);
    }

    @Override
    public void onBytes(ByteBuf window) {
        try {
            if (dialogue != null && !waits && window.readableBytes() >= Message.HEADER_BYTES) {
                answer(window, dialogue);
            }
        } catch (ProtocolViolation e) {
            client.refuse(ProxyError.BROKEN_MESSAGE.fatal(e.getMessage()));
        }
    }

    private void answer(ByteBuf window, ClientAuth asked) {
        byte type = window.getByte(window.readerIndex());
        if (type != FrontendType.PASSWORD) {
            client.refuse(
                    type == 0
                            ? ProxyError.STARTUP_AGAIN.fatal()
                            : ProxyError.UNKNOWN_MESSAGE.fatal(Message.typeName(type)));
            return;
        }
        int size = Message.size(window, window.readerIndex(), StartupPacket.MAX_BYTES * 8);
        if (window.readableBytes() < size) {
            boolean unused = client.link().expect(size);
            return;
        }
        ByteBuf body = window.readSlice(size);
        body.skipBytes(Message.HEADER_BYTES);
        ByteBuf out = client.link().loop().allocator().directBuffer();
        try {
            continueWith(asked, asked.answer(body, out), out);
        } catch (ProtocolViolation e) {
            out.release();
            throw e;
        }
    }

    /** @param out is released or passed on */
    private void continueWith(ClientAuth asked, ClientAuth.Outcome outcome, ByteBuf out) {
        switch (outcome) {
            case CONTINUE -> {
                boolean unused = client.link().writeAndRelease(out);
            }
            case WAIT -> {
                out.release();
                waits = true;
                asked.await(() -> resume(asked));
            }
            case REJECTED -> {
                out.release();
                ErrorResponse error = rejection(asked.refusal());
                client.refuse(error, logged(asked.refusal(), error));
            }
            case ACCEPTED -> {
                shown = asked.shown();
                accepted(out);
            }
        }
    }

    private void resume(ClientAuth asked) {
        if (client.stage() == Stage.LOGIN) {
            waits = false;
            continueWith(asked, asked.result(), client.link().loop().allocator().directBuffer());
        }
    }

    /** Operators search for PgBouncer's words. */
    private static String logged(Refusal refusal, ErrorResponse error) {
        return switch (refusal) {
            case SCRAM -> "SASL authentication failed";
            case EMPTY_PASSWORD -> "empty password returned by client";
            case CERTIFICATE, NO_TLS, NO_CERTIFICATE -> error.detail();
            case TRUST, PASSWORD, PEER, LDAP, RULE, NO_RULE -> error.message();
        };
    }

    private ErrorResponse rejection(Refusal refusal) {
        String user = client.user();
        return switch (refusal) {
            case TRUST -> ProxyError.TRUST_FAILED.fatal(user);
            case PASSWORD, EMPTY_PASSWORD -> ProxyError.PASSWORD_FAILED.fatal(user);
            case SCRAM -> ProxyError.SCRAM_FAILED.fatal(user);
            case CERTIFICATE -> ProxyError.CERTIFICATE_FAILED.fatal("TLS certificate name mismatch");
            case NO_TLS -> ProxyError.CERTIFICATE_FAILED.fatal("TLS connection required");
            case NO_CERTIFICATE -> ProxyError.CERTIFICATE_FAILED.fatal("TLS client certificate required");
            case PEER -> ProxyError.PEER_FAILED.fatal(user);
            case LDAP -> ProxyError.LDAP_FAILED.fatal(user);
            case RULE -> ProxyError.LOGIN_REJECTED.fatal();
            case NO_RULE -> ProxyError.NO_METHOD.fatal();
        };
    }

    private void accepted(ByteBuf out) {
        Authentication.ok(out);
        if (ConsoleDoor.DATABASES.contains(client.database())) {
            boolean unused = client.link().writeAndRelease(out);
            client.home().loggedIn(client);
            if (!client.home().gateway().console().enter(client)) {
                client.refuse(ProxyError.CONSOLE_NOT_ALLOWED.fatal());
            }
        } else if (route.isEmpty()) {
            out.release();
            client.refuse(ProxyError.NO_SUCH_DATABASE.fatal(client.database()));
        } else if (client.home().gateway().switches().disabled(client.database())) {
            out.release();
            client.refuse(ProxyError.DATABASE_DISABLED.fatal(client.database()));
        } else if (anyoneAsNobody()) {
            out.release();
            configError("auth_type=any requires forced user");
        } else if (!parameters.badOption().isEmpty()) {
            out.release();
            client.refuse(ProxyError.BAD_OPTIONS.fatal(parameters.badOption()));
        } else if (!parameters.replication().isEmpty()) {
            new ReplicationPhase(client, parameters, client.home().pools().pool(route.get()), out).begin();
        } else {
            Pool pool = client.home().pools().pool(route.get());
            bring(pool);
            new WelcomePhase(client, parameters, pool, out).begin();
        }
    }

    private boolean anyoneAsNobody() {
        return rules().config().auth().type() == AuthType.ANY
                && !route.orElseThrow().forcedUser();
    }

    /** What a user showed of itself may open servers as this user, and as no other. */
    private void bring(Pool pool) {
        Route to = route.orElseThrow();
        if (!to.forcedUser() && to.key().user().equals(parameters.user())) {
            Optional<StoredSecret> known =
                    fetched.or(() -> rules().authenticator().listed(parameters.user()));
            Optional<StoredSecret> most = known.isPresent()
                    ? known.map(secret -> shown.map(secret::or).orElse(secret))
                    : shown;
            most.ifPresent(pool::brought);
        }
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }
}
