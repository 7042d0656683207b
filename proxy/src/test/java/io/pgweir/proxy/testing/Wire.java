package io.pgweir.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.ErrorResponse;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * One end of a connection to the proxy, in frames; every call blocks, for ten seconds at most. A superclass, since a
 * client and a server differ only in how they begin.
 */
public class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    /** Of each socket in the kernel, in one direction: what nobody reads must not get lost in there. */
    static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Supplier<String> situation;
    private Pace pace = Pace.WHOLE;

    /** @param situation what a failure should show besides */
    Wire(Socket socket, Supplier<String> situation) throws IOException {
        this.socket = socket;
        this.situation = situation;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setSendBufferSize(BUFFER_BYTES);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
    }

    final void pace(Pace next) {
        pace = next;
    }

    public final Socket socket() {
        return socket;
    }

    public final void send(Frame... frames) {
        send(Frame.bytes(frames));
    }

    public final void send(byte[] bytes) {
        try {
            pace.write(bytes, out);
        } catch (IOException e) {
            throw failure("cannot send", e);
        }
    }

    /** The next message. */
    public final Frame next() {
        return read(() -> Frame.read(in), "a message");
    }

    final Frame nextUntyped() {
        return read(() -> Frame.readUntyped(in), "a packet");
    }

    /** The next byte. */
    public final char nextByte() {
        return (char) (int) read(in::readUnsignedByte, "a byte");
    }

    /** These come next. */
    public final void expect(Frame... frames) {
        List<Frame> expected = Arrays.asList(frames);
        List<Frame> received = new ArrayList<>();
        while (received.size() < expected.size()) {
            received.add(read(() -> Frame.read(in), expected + " and only got " + received));
            int last = received.size() - 1;
            assertThat(received.get(last))
                    .as(() -> "message " + (last + 1) + " of " + expected + ", got " + received)
                    .isEqualTo(expected.get(last));
        }
    }

    /** An error with this SQLSTATE comes next. */
    public final ErrorResponse expectError(String code) {
        Frame frame = next();
        assertThat(frame.type()).as("%s", frame).isEqualTo('E');
        ErrorResponse error = decode(frame);
        assertThat(error.code()).as("%s", error).isEqualTo(code);
        return error;
    }

    private static ErrorResponse decode(Frame frame) {
        ByteBuf bytes = Unpooled.wrappedBuffer(frame.bytes());
        return ErrorResponse.decode(bytes, 0, bytes.readableBytes());
    }

    /** Nothing has come that was not read yet; nothing ever comes to a socket that is closed. */
    public final void expectNothing() {
        try {
            int available = socket.isClosed() ? 0 : in.available();
            assertThat(available > 0 ? next() : null)
                    .as("%s unexpected bytes begin with", available)
                    .isNull();
        } catch (IOException e) {
            throw failure("nothing", e);
        }
    }

    /** The other side closes, and sends nothing before. */
    public final void expectEnd() {
        Object end = read(
                () -> {
                    try {
                        return Frame.read(in);
                    } catch (EOFException e) {
                        return "end of stream";
                    } catch (SocketException e) {
                        return "reset";
                    }
                },
                "the end");
        assertThat(end).as("the end").isNotInstanceOf(Frame.class);
    }

    /** Sends, unless the other side is gone. */
    public final void trySend(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            // so nobody wants it
        }
    }

    /** Sends nothing more and reads whatever comes up to the end. */
    public final void endsWithinPatience(String where) {
        byte[] piece = new byte[4096];
        try {
            socket.shutdownOutput();
            int length = in.read(piece);
            while (length >= 0) {
                length = in.read(piece);
            }
            socket.close();
        } catch (SocketTimeoutException e) {
            throw failure(where + ": it hangs", e);
        } catch (IOException e) {
            close(); // a reset is an end, too
        }
    }

    /** Reads messages up to a ReadyForQuery or the end, whatever they are. */
    public final void readsToReadyOrTheEnd(String where) {
        try {
            int type = 0;
            while (type != 'Z') {
                type = in.readUnsignedByte();
                in.skipNBytes(in.readInt() - Integer.BYTES);
            }
        } catch (SocketTimeoutException e) {
            throw failure(where + ": it hangs", e);
        } catch (IOException e) {
            // the end
        }
    }

    /** Reads and forgets so many bytes. */
    public final void skip(int bytes) {
        byte[] unused = read(() -> in.readNBytes(bytes), bytes + " bytes");
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T read(Reading<T> reading, String expected) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw failure("expected " + expected, e);
        }
    }

    private AssertionError failure(String what, IOException cause) {
        boolean late = cause instanceof SocketTimeoutException;
        String how = late ? "nothing came for " + PATIENCE_MILLIS / 1000 + " s" : cause.toString();
        return new AssertionError(what + ": " + how + "\n" + situation.get(), cause);
    }

    /** Nothing more will be sent. */
    public final void shutDownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes so that the other side sees a reset. */
    public final void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
