package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.config.TargetSessionAttrs;
import io.pgweir.config.TlsMode;
import io.pgweir.protocol.BackendKeyData;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.auth.ServerAuth;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.ConnectionName;
import io.pgweir.proxy.net.Connector;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.net.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one server connection: look-up, connect, TLS, startup, authentication, first ReadyForQuery, connect_query.
 *
 * <p>The server is not trusted: every length is bounded, a message that does not belong here ends the attempt, and
 * nothing that came before TLS is read.
 */
final class ServerLogin implements LinkHandler, Connector, AddressResolver.Asker {
    private static final String LOOK_UP = "server DNS lookup failed";
    private static final int MAX_MESSAGE_BYTES = Link.MAX_UNREAD_BYTES;
    private static final Logger LOG = LoggerFactory.getLogger(ServerLogin.class);

    private final ServerNetwork network;
    private final Loop loop;
    private final LoginTarget target;
    private final LoginListener listener;
    private final LoginDialogue dialogue;
    private final long id;
    private final long startedNanos = System.nanoTime();
    private final Map<String, String> reported = new LinkedHashMap<>();

    private Optional<Link> link = Optional.empty();
    private Optional<SocketAddress> address = Optional.empty();
    private BackendKeyData key = new BackendKeyData(0, 0);
    private boolean awaitsTlsAnswer;
    private boolean over;

    ServerLogin(ServerNetwork network, Loop loop, LoginTarget target, LoginListener listener) {
        this.network = network;
        this.loop = loop;
        this.target = target;
        this.listener = listener;
        this.dialogue = new LoginDialogue(target, network.worker(), loop);
        this.id = network.nextId();
    }

    void start() {
        if (!over) {
            network.resolve(target.host(), loop, this);
        }
    }

    @Override
    public void resolved(SocketAddress resolved) {
        if (!over) {
            address = Optional.of(resolved);
            network.connect(loop, resolved, this);
        }
    }

    @Override
    public void unresolved(String reason) {
        unreachable(reason);
    }

    @Override
    public LinkHandler connected(Link connected) {
        link = Optional.of(connected);
        if (over) {
            connected.close();
        } else if (asksForTls()) {
            awaitsTlsAnswer = true;
            send(Frontend::sslRequest);
        } else {
            send(out -> Frontend.startup(out, target.parameters()));
        }
        return this;
    }

    private boolean asksForTls() {
        return !target.host().unixSocket() && target.host().tls().mode().compareTo(TlsMode.PREFER) >= 0;
    }

    @Override
    public void failed(CloseCause cause) {
        unreachable(cause.message());
    }

    @Override
    public void onBytes(ByteBuf window) {
        try {
            if (awaitsTlsAnswer) {
                tlsAnswer(window);
            } else {
                messages(window);
            }
        } catch (ProtocolViolation e) {
            refuse(e.getMessage());
        }
    }

    private void tlsAnswer(ByteBuf window) {
        byte answer = window.getByte(window.readerIndex());
        if (answer == BackendType.ERROR_RESPONSE) {
            awaitsTlsAnswer = false; // a server with no free slot may answer anything with its error
            messages(window);
            return;
        }
        window.skipBytes(1);
        if (window.isReadable()) {
            throw new ProtocolViolation("received unencrypted data after SSL response");
        }
        awaitsTlsAnswer = false;
        switch (answer) {
            case 'S' -> startTls();
            case 'N' -> withoutTls();
            default -> throw new ProtocolViolation("invalid answer to SSLRequest: " + Message.typeName(answer));
        }
    }

    private void startTls() {
        try {
            link = link.map(plain -> secured(plain));
            send(out -> Frontend.startup(out, target.parameters()));
        } catch (TlsFilesUnusable e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private Link secured(Link plain) {
        try {
            return plain.startTls(network.tls().side(target.host()), Unpooled.EMPTY_BUFFER);
        } catch (IOException e) {
            throw new TlsFilesUnusable(e);
        }
    }

    private static final class TlsFilesUnusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TlsFilesUnusable(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private void withoutTls() {
        if (target.host().tls().mode().required()) {
            refuse("server refused SSL");
        } else {
            send(out -> Frontend.startup(out, target.parameters()));
        }
    }

    private void messages(ByteBuf window) {
        while (!over && !dialogue.busy() && window.readableBytes() >= Message.HEADER_BYTES) {
            int size = Message.size(window, window.readerIndex(), MAX_MESSAGE_BYTES);
            if (window.readableBytes() < size) {
                return;
            }
            message(window, window.readerIndex(), size);
            window.skipBytes(Math.min(size, window.readableBytes()));
        }
    }

    private void message(ByteBuf window, int at, int size) {
        switch (window.getByte(at)) {
            case BackendType.AUTHENTICATION -> authentication(window, at, size);
            case BackendType.PARAMETER_STATUS -> parameter(ParameterStatus.decode(window, at, size));
            case BackendType.BACKEND_KEY_DATA -> key = BackendKeyData.decode(window, at, size);
            case BackendType.NOTICE_RESPONSE, BackendType.NEGOTIATE_PROTOCOL_VERSION -> {}
            case BackendType.ERROR_RESPONSE -> fail(complete(ErrorResponse.decode(window, at, size)), true);
            case BackendType.READY_FOR_QUERY -> ready();
            default ->
                throw new ProtocolViolation(
                        "unexpected message of type " + Message.typeName(window.getByte(at)) + " during login");
        }
    }

    /** What the clients get: their sessions end, and drivers stumble over an error without SQLSTATE. */
    private ErrorResponse complete(ErrorResponse said) {
        ErrorResponse ours = ProxyError.SERVER_LOGIN_FAILED.fatal(target.host(), "it gave no reason");
        return said.message().isEmpty()
                ? ours
                : new ErrorResponse(
                        ErrorResponse.FATAL,
                        said.code().isEmpty() ? ours.code() : said.code(),
                        said.message(),
                        said.detail(),
                        said.hint());
    }

    private void authentication(ByteBuf window, int at, int size) {
        dialogue.request(window, at, size, encrypted(), new LoginDialogue.Answers() {
            @Override
            public void send(Consumer<ByteBuf> message) {
                ServerLogin.this.send(message);
                link.ifPresent(Link::redeliver);
            }

            @Override
            public void refuse(ServerAuth.Refused why) {
                if (why.wrongPasswordType()) {
                    fail(ProxyError.WRONG_PASSWORD_TYPE.fatal(target.endpoint(), why.getMessage()), true);
                } else {
                    ServerLogin.this.refuse(why.getMessage());
                }
            }
        });
    }

    private boolean encrypted() {
        return target.host().unixSocket()
                || link.map(open -> !open.tlsDescription().isEmpty()).orElse(false);
    }

    private void parameter(ParameterStatus parameter) {
        ServerConnection.note(reported, parameter);
    }

    private void ready() {
        if (!dialogue.accepted()) {
            throw new ProtocolViolation("ReadyForQuery before authentication");
        }
        over = true;
        Link open = link.orElseThrow();
        ServerConnection server = new ServerConnection(this, open);
        open.handler(server);
        if (target.role() == TargetSessionAttrs.ANY) {
            suitable(server);
        } else {
            askRole(server);
        }
    }

    private void suitable(ServerConnection server) {
        if (target.connectQuery().isPresent()) {
            runConnectQuery(server, target.connectQuery().get());
        } else {
            listener.opened(server);
        }
    }

    private void askRole(ServerConnection server) {
        OwnQuery.simple(server, HostRole.QUERY, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                String misfit = HostRole.misfit(target.role(), answer.rows());
                server.listener(target.listener());
                if (misfit.isEmpty()) {
                    suitable(server);
                } else {
                    server.close();
                    listener.failed(unreachableError(misfit), false);
                }
            }

            @Override
            public void lost(CloseCause cause) {
                listener.failed(unreachableError(cause.message()), false);
            }
        });
    }

    private void runConnectQuery(ServerConnection server, String query) {
        OwnQuery.simple(server, query, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                answer.error()
                        .ifPresent(error -> LOG.atWarn()
                                .addKeyValue("server", target.host())
                                .log("connect_query failed: {}", error.message()));
                server.listener(target.listener());
                listener.opened(server);
            }

            @Override
            public void lost(CloseCause cause) {
                listener.failed(unreachableError(cause.message()), false);
            }
        });
    }

    private void send(Consumer<ByteBuf> message) {
        link.ifPresent(open -> {
            ByteBuf out = loop.allocator().directBuffer();
            message.accept(out);
            boolean unused = open.writeAndRelease(out);
        });
    }

    @Override
    public void onClosed(CloseCause cause) {
        if (cause.tlsFailed()) {
            refuse("TLS failed: " + cause.message());
        } else {
            unreachable(cause.message());
        }
    }

    /** Gives up; the listener is told nothing. */
    void abandon() {
        over = true;
        link.ifPresent(Link::close);
    }

    private void unreachable(String reason) {
        fail(unreachableError(reason), false);
    }

    private ErrorResponse unreachableError(String reason) {
        return ProxyError.SERVER_UNREACHABLE.fatal(target.host(), reason);
    }

    private void refuse(String reason) {
        fail(ProxyError.SERVER_LOGIN_FAILED.fatal(target.host(), reason), true);
    }

    private void fail(ErrorResponse error, boolean refused) {
        if (over) {
            return;
        }
        over = true;
        link.ifPresent(Link::close);
        logFailure(error, refused);
        listener.failed(error, refused);
    }

    private void logFailure(ErrorResponse error, boolean refused) {
        if (refused) {
            LOG.atWarn()
                    .addKeyValue("code", error.code())
                    .log("{} server login failed: {} {} {}", name(), error.severity(), error.message(), error.detail());
        }
        String failure = error.detail().contains(LOOK_UP) ? LOOK_UP : error.message();
        logEnd(refused ? "login failed" : failure);
    }

    private void logEnd(String reason) {
        long age = ageNanos(System.nanoTime()) / 1_000_000_000L;
        LOG.atInfo().log("{} closing because: {} (age={}s)", name(), reason, age);
    }

    private String name() {
        String database = target.parameters().getOrDefault("database", "");
        SocketAddress to = address.orElseGet(() -> InetSocketAddress.createUnresolved(
                target.host().host(), target.host().port()));
        return ConnectionName.ofServer(id, database, target.user(), to);
    }

    /** It took too long: says so in the log, and gives up; the listener is told nothing. */
    void timedOut(String reason) {
        abandon();
        logEnd(reason);
    }

    /** Nanoseconds since it began. */
    long ageNanos(long nowNanos) {
        return nowNanos - startedNanos;
    }

    long id() {
        return id;
    }

    LoginTarget target() {
        return target;
    }

    SocketAddress address() {
        return address.orElseThrow();
    }

    BackendKeyData key() {
        return key;
    }

    Map<String, String> reported() {
        return reported;
    }
}
