package io.pgweir.proxy.pool;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.server.ServerListener;

/**
 * Hears of a server that nobody uses. What it may say then is a notice or a changed parameter; its last words are an
 * error; a notification means that somebody's LISTEN was left behind. Anything else and it cannot be trusted.
 */
final class Resting implements ServerListener {
    private final Pool pool;
    private final PooledServer server;

    Resting(Pool pool, PooledServer server) {
        this.pool = pool;
        this.server = server;
    }

    @Override
    public void onServerBytes(ByteBuf window) {
        try {
            while (window.isReadable() && atRest()) {
                checkExpected(window.getByte(window.readerIndex()));
                if (window.readableBytes() < Message.HEADER_BYTES) {
                    return;
                }
                int size = Message.size(window, window.readerIndex(), Link.MAX_UNREAD_BYTES);
                if (window.readableBytes() < size) {
                    return;
                }
                message(window, window.readerIndex(), size);
                window.skipBytes(size);
            }
        } catch (ProtocolViolation e) {
            pool.close(server, e.getMessage());
        }
    }

    private boolean atRest() {
        return server.state() == ServerState.IDLE || server.state() == ServerState.BEING_CANCELED;
    }

    private void message(ByteBuf window, int at, int size) {
        switch (window.getByte(at)) {
            case BackendType.NOTICE_RESPONSE -> {}
            case BackendType.PARAMETER_STATUS -> {
                boolean unused = server.connection().parameterChanged(ParameterStatus.decode(window, at, size));
            }
            case BackendType.NOTIFICATION_RESPONSE -> pool.strayNotification(server);
            case BackendType.ERROR_RESPONSE ->
                pool.close(server, ErrorResponse.decode(window, at, size).message());
            default -> throw unexpected(window.getByte(at));
        }
    }

    /** The rest of a message that cannot be right must not come to the next client. */
    private static void checkExpected(byte type) {
        switch (type) {
            case BackendType.NOTICE_RESPONSE,
                    BackendType.PARAMETER_STATUS,
                    BackendType.NOTIFICATION_RESPONSE,
                    BackendType.ERROR_RESPONSE -> {}
            default -> throw unexpected(type);
        }
    }

    private static ProtocolViolation unexpected(byte type) {
        return new ProtocolViolation("unexpected message of type " + Message.typeName(type) + " from an idle server");
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        pool.lost(server, cause.message());
    }
}
