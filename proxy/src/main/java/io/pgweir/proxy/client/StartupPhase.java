package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.DomainSocketAddress;
import io.pgweir.config.AuthType;
import io.pgweir.config.ClientsConfig;
import io.pgweir.config.TlsMode;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.NegotiateProtocolVersion;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.StartupPacket;
import io.pgweir.protocol.StartupPacket.CancelRequest;
import io.pgweir.protocol.StartupPacket.GssEncRequest;
import io.pgweir.protocol.StartupPacket.SslRequest;
import io.pgweir.protocol.StartupPacket.StartupMessage;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.net.TlsSide;
import io.pgweir.proxy.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first phase of a client: encryption requests are answered, a cancel request is carried out, a startup message
 * says which database and user, and so on which loop the client is at home.
 */
final class StartupPhase implements LinkHandler {
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final int MAX_DATABASE_BYTES = 63;
    private static final int MAX_USER_BYTES = 127;

    private final Client client;
    private boolean encryptionAnswered;
    private boolean secured;

    StartupPhase(Client client) {
        this.client = client;
    }

    @Override
    public void onBytes(ByteBuf window) {
        try {
            if (!encryptionAnswered && window.getByte(window.readerIndex()) == TLS_HANDSHAKE) {
                directTls(window);
                return;
            }
            StartupPacket packet = StartupPacket.decode(window);
            if (packet != null) {
                dispatch(packet, window);
            }
        } catch (ProtocolViolation e) {
            client.refuse(ProxyError.BROKEN_MESSAGE.fatal(e.getMessage()));
        }
    }

    private void dispatch(StartupPacket packet, ByteBuf window) {
        if (packet instanceof SslRequest) {
            sslRequest(window);
        } else if (packet instanceof GssEncRequest) {
            gssRequest(window);
        } else if (packet instanceof CancelRequest request) {
            cancel(request);
        } else if (packet instanceof StartupMessage message) {
            startup(message);
        }
    }

    private Optional<TlsSide> tls() {
        Optional<TlsSide> offered = client.home().gateway().rules().tls();
        return offered.isEmpty() || client.link().remoteAddress() instanceof DomainSocketAddress
                ? Optional.empty()
                : offered;
    }

    /** Bytes behind the request would be taken for bytes behind the handshake (CVE-2021-3935). */
    private void sslRequest(ByteBuf window) {
        encryptionAnswered = true;
        if (window.isReadable()) {
            client.refuse(ProxyError.PLAIN_BYTES_BEFORE_TLS.fatal());
        } else if (tls().isEmpty()) {
            answer('N');
        } else {
            answer('S');
            secure(tls().get(), Unpooled.EMPTY_BUFFER);
        }
    }

    private void gssRequest(ByteBuf window) {
        if (window.isReadable()) {
            client.refuse(ProxyError.PLAIN_BYTES_BEFORE_GSS.fatal());
        } else {
            answer('N');
        }
    }

    private void directTls(ByteBuf window) {
        encryptionAnswered = true;
        Optional<TlsSide> side = tls();
        if (side.isEmpty()) {
            client.close("TLS handshake without TLS");
            return;
        }
        ByteBuf received = client.link().loop().allocator().directBuffer(window.readableBytes());
        received.writeBytes(window);
        secure(side.get(), received);
    }

    private void secure(TlsSide side, ByteBuf received) {
        secured = true;
        client.secured(client.link().startTls(side, received));
    }

    private void answer(char letter) {
        ByteBuf out = client.link().loop().allocator().directBuffer(1);
        out.writeByte(letter);
        boolean unused = client.link().writeAndRelease(out);
    }

    /** No answer, whatever comes of it; the connection ends when it is carried out, as PostgreSQL does. */
    private void cancel(CancelRequest request) {
        client.exempt();
        client.home().gateway().cancel(request, () -> client.link().loop().run(() -> client.close("cancel request")));
    }

    private void startup(StartupMessage message) {
        Optional<ErrorResponse> fault = faultOf(message);
        if (fault.isPresent()) {
            client.refuse(fault.get());
            return;
        }
        StartupParameters parameters = StartupParameters.of(message);
        client.named(parameters.database(), parameters.user());
        client.replication(parameters.replication());
        negotiate(message, parameters);
        if (ConsoleDoor.DATABASES.contains(parameters.database())) {
            client.exempt();
            new LoginPhase(client, parameters, Optional.empty()).begin();
        } else {
            enter(parameters);
        }
    }

    private Optional<ErrorResponse> faultOf(StartupMessage message) {
        if (message.major() != 3) {
            return Optional.of(ProxyError.OLD_PROTOCOL.fatal(message.major(), message.minor()));
        }
        TlsMode mode = client.home().gateway().rules().config().listen().tls().mode();
        if (mode.required() && !secured && tls().isPresent()) {
            return Optional.of(ProxyError.TLS_REQUIRED.fatal());
        }
        boolean console = ConsoleDoor.DATABASES.contains(message.parameters().getOrDefault("database", ""));
        if (client.home().gateway().closing() && !console) {
            return Optional.of(ProxyError.SHUTTING_DOWN.fatal());
        }
        String user = message.parameters().getOrDefault("user", "");
        if (user.isEmpty()) {
            return Optional.of(ProxyError.NO_USER.fatal());
        }
        return tooLong("username", user, MAX_USER_BYTES)
                .or(() -> tooLong(
                        "database name", message.parameters().getOrDefault("database", ""), MAX_DATABASE_BYTES));
    }

    private static Optional<ErrorResponse> tooLong(String what, String name, int max) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > max ? Optional.of(ProxyError.NAME_TOO_LONG.fatal(what, bytes, max)) : Optional.empty();
    }

    /** We speak 3.0: newer minors and protocol options are declined, and the client may go on or not. */
    private void negotiate(StartupMessage message, StartupParameters parameters) {
        if (message.minor() > 0 || !parameters.protocolOptions().isEmpty()) {
            ByteBuf out = client.link().loop().allocator().directBuffer();
            NegotiateProtocolVersion.encode(out, Frontend.PROTOCOL_3_0, parameters.protocolOptions());
            boolean unused = client.link().writeAndRelease(out);
        }
    }

    private void enter(StartupParameters parameters) {
        Gateway gateway = client.home().gateway();
        ClientsConfig limits = gateway.rules().config().clients();
        int clients = gateway.limits().all();
        if (clients > limits.max()) {
            client.refuse(ProxyError.TOO_MANY_CLIENTS.fatal(clients - 1, limits.max()));
            return;
        }
        Optional<Route> route = gateway.rules().router().route(parameters.database(), parameters.user());
        if (gateway.rules().config().auth().type() == AuthType.ANY) {
            route.filter(Route::forcedUser)
                    .ifPresent(found ->
                            client.named(parameters.database(), found.key().user()));
        }
        LoginPhase login = new LoginPhase(client, parameters, route);
        if (route.isPresent() && overNamedLimits(gateway, limits, route.get())) {
            return;
        }
        Clients home = route.map(found -> gateway.homeOf(found)).orElse(client.home());
        if (home == client.home()) {
            login.begin();
        } else {
            client.link().handler(login);
            client.moveTo(home, login::begin);
        }
    }

    private boolean overNamedLimits(Gateway gateway, ClientsConfig limits, Route route) {
        int ofDatabase = gateway.limits().enterDatabase(client.database());
        int ofUser = gateway.limits().enterUser(client.user());
        client.countedByName();
        int maxUser = gateway.maxUserClients(client.user(), limits.maxPerUser());
        if (route.maxDatabaseClients() > 0 && ofDatabase > route.maxDatabaseClients()) {
            client.refuse(ProxyError.TOO_MANY_DATABASE_CLIENTS.fatal(client.database(), route.maxDatabaseClients()));
            return true;
        }
        if (maxUser > 0 && ofUser > maxUser) {
            client.refuse(ProxyError.TOO_MANY_USER_CLIENTS.fatal(client.user(), maxUser));
            return true;
        }
        return false;
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }
}
