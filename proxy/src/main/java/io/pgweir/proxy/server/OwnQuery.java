package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.Owned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A query of our own on a server connection that nobody else uses meanwhile: tests before reuse, resets, settings,
 * the census.
 *
 * <p>It listens to the connection until the last ReadyForQuery came, then tells its listener; who listens next the
 * listener decides. Values come back as text. Notices are swallowed; what the server reports is kept. A query that
 * outlives its deadline costs the connection.
 */
public final class OwnQuery implements ServerListener {
    /** Whoever asked. */
    public interface Listener {
        void answered(Answer answer);

        /** The connection is lost or broke the protocol; it is closed. */
        void lost(CloseCause cause);

        /** Somebody's notification came in between: from start for size bytes. */
        default void notification(ByteBuf window, int start, int size) {}

        /** A parameter that does not follow clients changed: the report from start for size bytes. */
        default void reported(ByteBuf window, int start, int size) {}
    }

    /**
     * What came back.
     *
     * @param rows of all statements; a NULL is an empty text
     * @param error the first, if any
     */
    public record Answer(List<List<String>> rows, Optional<ErrorResponse> error) {}

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private final ServerConnection server;
    private final Listener listener;
    private final List<List<String>> rows = new ArrayList<>();
    private Optional<ErrorResponse> error = Optional.empty();
    private int outstanding;

    private OwnQuery(ServerConnection server, int outstanding, Listener listener) {
        this.server = server;
        this.outstanding = outstanding;
        this.listener = listener;
    }

    /** Runs a simple query. The server's unnamed prepared statement is gone afterwards. */
    public static void simple(ServerConnection server, String sql, Listener listener) {
        ByteBuf out = server.loop().allocator().directBuffer();
        Frontend.query(out, sql);
        run(server, out, 1, listener);
    }

    /**
     * Sends messages that were composed elsewhere.
     *
     * @param readies how many ReadyForQuery answer them
     */
    public static void run(ServerConnection server, @Owned ByteBuf messages, int readies, Listener listener) {
        server.listener(new OwnQuery(server, readies, listener));
        server.unnamed(ServerConnection.NO_STATEMENT);
        server.deadlineNanos(System.nanoTime() + DEADLINE_NANOS);
        boolean unused = server.link().writeAndRelease(messages);
    }

    @Override
    public void onServerBytes(ByteBuf window) {
        try {
            while (outstanding > 0 && window.readableBytes() >= Message.HEADER_BYTES) {
                int size = Message.size(window, window.readerIndex(), MAX_MESSAGE_BYTES);
                if (window.readableBytes() < size) {
                    boolean unused = server.link().expect(size);
                    return;
                }
                message(window, window.readerIndex(), size);
                window.skipBytes(size);
            }
        } catch (ProtocolViolation e) {
            server.link().close();
            onServerClosed(new CloseCause(false, e.getMessage()));
            return;
        }
        if (outstanding == 0) {
            server.deadlineNanos(ServerConnection.NEVER);
            listener.answered(new Answer(rows, error));
        }
    }

    private void message(ByteBuf window, int at, int size) {
        switch (window.getByte(at)) {
            case BackendType.DATA_ROW -> rows.add(row(window, at, size));
            case BackendType.PARAMETER_STATUS -> {
                if (!server.parameterChanged(ParameterStatus.decode(window, at, size))) {
                    listener.reported(window, at, size);
                }
            }
            case BackendType.NOTIFICATION_RESPONSE -> listener.notification(window, at, size);
            case BackendType.READY_FOR_QUERY -> ready(ReadyForQuery.status(window, at, size));
            case BackendType.ERROR_RESPONSE -> failed(ErrorResponse.decode(window, at, size));
            default -> {} // completions and descriptions say nothing that the rows do not
        }
    }

    private void ready(byte status) {
        server.status(status);
        outstanding--;
    }

    private void failed(ErrorResponse failure) {
        if (error.isEmpty()) {
            error = Optional.of(failure);
        }
    }

    // 'D' int32 len, int16 n, (int32 length or -1, bytes) ...
    private static List<String> row(ByteBuf window, int at, int size) {
        int end = at + size;
        int index = at + Message.HEADER_BYTES;
        int columns = window.getShort(within(index, Short.BYTES, end));
        index += Short.BYTES;
        List<String> values = new ArrayList<>(Math.max(0, columns));
        for (int i = 0; i < columns; i++) {
            int length = Math.max(0, window.getInt(within(index, Integer.BYTES, end)));
            index += Integer.BYTES;
            values.add(window.toString(within(index, length, end), length, StandardCharsets.UTF_8));
            index += length;
        }
        return values;
    }

    /** The index, if so many bytes from there on are part of the message. */
    private static int within(int index, int bytes, int end) {
        if (bytes > end - index) {
            throw new ProtocolViolation("DataRow value of " + bytes + " bytes goes beyond its message");
        }
        return index;
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        server.deadlineNanos(ServerConnection.NEVER);
        listener.lost(cause);
    }
}
