package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The other end of a link: a JDK socket, blocking. */
final class Peer {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;

    /**
     * An end of a connection.
     *
     * @param plain the socket itself
     * @param socket the one to talk through: the same, or TLS on it
     */
    Peer(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T io(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        io(() -> {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return text;
        });
    }

    /** Sends on another thread. */
    CompletableFuture<Void> sending(String text) {
        return CompletableFuture.runAsync(() -> send(text));
    }

    /** These bytes come next. */
    void expect(String text) {
        byte[] bytes = io(() -> in.readNBytes(text.length()));
        String received = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(received.equals(text))
                .as("%s bytes, got %s", text.length(), received.length())
                .isTrue();
    }

    /** The stream ends, and not by a reset. */
    void expectEnd() {
        int next = io(in::read);
        assertThat(next).isEqualTo(-1);
    }

    /** The stream ends, in whatever way. */
    void expectEndOrReset() {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end", e);
        } catch (IOException e) {
            // a reset
        }
    }

    /** Sends although nobody reads; it may fail. */
    void sendToNobody(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // as it should be
        }
    }

    /** The same end under TLS, after the handshake. */
    Peer secured() {
        return io(() -> new Peer(plain, TestTls.clientSocket(plain)));
    }

    /** Reads everything up to the end, which is no reset. */
    String readToEnd() {
        return new String(io(in::readAllBytes), StandardCharsets.ISO_8859_1);
    }

    /** Counts the bytes up to the end, or up to a reset. */
    int readWhatComes() {
        byte[] piece = new byte[8192];
        int count = 0;
        try {
            for (int length = in.read(piece); length > 0; length = in.read(piece)) {
                count += length;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end after " + count + " bytes", e);
        } catch (IOException e) {
            // a reset, or TLS without its farewell
        }
        return count;
    }

    void shutDownOutput() {
        io(() -> {
            socket.shutdownOutput();
            return "";
        });
    }

    void close() {
        io(() -> {
            socket.close();
            return "";
        });
    }

    void reset() {
        io(() -> {
            plain.setSoLinger(true, 0);
            plain.close();
            return "";
        });
    }
}
