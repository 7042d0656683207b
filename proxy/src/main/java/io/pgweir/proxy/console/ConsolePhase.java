package io.pgweir.proxy.console;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.LinkHandler;
import java.util.function.Consumer;

/**
 * A client that is on the console: simple queries, one command each, answered one after the other. The extended
 * protocol is refused batch by batch, so that a driver that tries it first can go on in simple mode.
 */
final class ConsolePhase implements LinkHandler {
    private static final int MAX_COMMAND_BYTES = 64 * 1024;

    private final Console console;
    private final Client client;
    private final Privilege privilege;
    private boolean answering;
    private boolean skipping; // up to Sync

    ConsolePhase(Console console, Client client, Privilege privilege) {
        this.console = console;
        this.client = client;
        this.privilege = privilege;
    }

    /** Welcomes the client as a server of PgBouncer's kind does. */
    void begin() {
        client.handler(this);
        ByteBuf out = client.link().loop().allocator().directBuffer();
        ParameterStatus.encode(out, "server_version", Console.SERVER_VERSION);
        ParameterStatus.encode(out, "client_encoding", "UTF8");
        ParameterStatus.encode(out, "server_encoding", "UTF8");
        ParameterStatus.encode(out, "DateStyle", "ISO");
        ParameterStatus.encode(out, "TimeZone", "GMT");
        ParameterStatus.encode(out, "standard_conforming_strings", "on");
        ParameterStatus.encode(out, "is_superuser", "on");
        client.key().encode(out);
        ReadyForQuery.encode(out, ReadyForQuery.IDLE);
        boolean unused = client.link().writeAndRelease(out);
    }

    @Override
    public void onBytes(ByteBuf window) {
        try {
            while (!answering && !client.link().closed() && window.readableBytes() >= Message.HEADER_BYTES) {
                int size = Message.size(window, window.readerIndex(), MAX_COMMAND_BYTES);
                if (window.readableBytes() < size) {
                    return;
                }
                message(window.readSlice(size), size);
            }
        } catch (ProtocolViolation e) {
            client.refuse(ProxyError.BROKEN_MESSAGE.fatal(e.getMessage()));
        }
    }

    private void message(ByteBuf message, int size) {
        byte type = message.getByte(message.readerIndex());
        if (skipping && type != FrontendType.SYNC && type != FrontendType.TERMINATE) {
            return;
        }
        switch (type) {
            case FrontendType.QUERY ->
                query(Message.cstring(
                        message, message.readerIndex() + Message.HEADER_BYTES, message.readerIndex() + size));
            case FrontendType.TERMINATE -> client.close("client close request");
            case FrontendType.SYNC -> synced();
            case FrontendType.FLUSH -> {}
            case FrontendType.PARSE,
                    FrontendType.BIND,
                    FrontendType.DESCRIBE,
                    FrontendType.EXECUTE,
                    FrontendType.CLOSE -> refuseExtended();
            default -> client.refuse(ProxyError.UNKNOWN_MESSAGE.fatal(Message.typeName(type)));
        }
    }

    /** One error for the batch; the rest of it is passed over, as a server does. */
    private void refuseExtended() {
        skipping = true;
        send(out -> ProxyError.CONSOLE_EXTENDED.error().encode(out));
    }

    private void synced() {
        skipping = false;
        send(out -> ReadyForQuery.encode(out, ReadyForQuery.IDLE));
    }

    private void send(Consumer<ByteBuf> message) {
        ByteBuf out = client.link().loop().allocator().directBuffer();
        message.accept(out);
        boolean unused = client.link().writeAndRelease(out);
    }

    private void query(String text) {
        answering = true;
        console.run(text, privilege, this, client);
    }

    /** The command is answered: the next one may come. */
    void answered() {
        answering = false;
        client.link().redeliver();
    }

    @Override
    public void onClosed(CloseCause cause) {
        client.close("client " + cause.message());
    }
}
