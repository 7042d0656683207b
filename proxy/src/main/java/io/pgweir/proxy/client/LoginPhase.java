package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.AuthType;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.StartupPacket;
import io.pgweir.proxy.auth.ClientAuth;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.route.Route;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The second phase: the client proves who it is. Only then does it learn whether its database exists.
 *
 * <p>Nothing but the answers to our questions is read here; in particular a second startup packet is none.
 */
final class LoginPhase implements LinkHandler {
    private final Client client;
    private final StartupParameters parameters;
    private final Optional<Route> route;
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
        client.home()
                .gateway()
                .rules()
                .authenticator()
                .dialogue(client.user(), client.home().loop()::execute, this::ready);
        // What came behind the startup packet waits in the link, and nothing else would show it again.
        client.link().loop().execute(client.link()::redeliver);
    }

    private void ready(Optional<ClientAuth> made) {
        if (made.isEmpty()) {
            client.refuse(ProxyError.TOO_MANY_LOGINS.fatal());
            return;
        }
        dialogue = made.get();
        ByteBuf out = client.link().loop().allocator().directBuffer();
        continueWith(dialogue.begin(out), out);
    }

    @Override
    public void onBytes(ByteBuf window) {
        try {
            if (dialogue != null && window.readableBytes() >= Message.HEADER_BYTES) {
                answer(window, dialogue);
            }
        } catch (ProtocolViolation e) {
            client.refuse(ProxyError.BROKEN_MESSAGE.fatal(e.getMessage()));
        }
    }

    private void answer(ByteBuf window, ClientAuth asked) {
        byte type = window.getByte(window.readerIndex());
        if (type != FrontendType.PASSWORD) {
            client.refuse(ProxyError.UNKNOWN_MESSAGE.fatal(Message.typeName(type)));
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
            continueWith(asked.answer(body, out), out);
        } catch (ProtocolViolation e) {
            out.release();
            throw e;
        }
    }

    /** @param out is released or passed on */
    private void continueWith(ClientAuth.Outcome outcome, ByteBuf out) {
        switch (outcome) {
            case CONTINUE -> {
                boolean unused = client.link().writeAndRelease(out);
            }
            case REJECTED -> {
                out.release();
                client.refuse(rejection());
            }
            case ACCEPTED -> accepted(out);
        }
    }

    private ErrorResponse rejection() {
        return client.home().gateway().rules().config().auth().type() == AuthType.TRUST
                ? ProxyError.TRUST_FAILED.fatal(client.user())
                : ProxyError.PASSWORD_FAILED.fatal(client.user());
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
        } else if (!parameters.badOption().isEmpty()) {
            out.release();
            client.refuse(ProxyError.BAD_OPTIONS.fatal(parameters.badOption()));
        } else {
            new WelcomePhase(client, parameters, client.home().pools().pool(route.get()), out).begin();
        }
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }
}
