package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLSession;

/**
 * One connected socket, as everything above this package sees it; TLS, where there is any, is behind it.
 *
 * <p>The contract, the same for every implementation (LinkContract runs on each of them):
 *
 * <ul>
 *   <li>A link belongs to one loop and is touched on that loop only.
 *   <li>{@link LinkHandler#onBytes} gets all bytes that were received and not yet consumed; what it leaves is kept
 *       here and comes back, with more behind it, or on {@link #redeliver}. No read starts while a window is lent.
 *   <li>{@link #write} borrows: on return the bytes are sent or copied. So bytes go from socket to socket without a
 *       copy as long as the receiver keeps up, and an idle link holds no buffer.
 *   <li>{@link #close} and {@link #closeAfterFlush} are final and allowed anywhere, also inside the handler's own
 *       methods; the handler hears nothing afterwards.
 * </ul>
 */
public interface Link {
    /** Unsent bytes above which {@link #write} answers false. */
    int HIGH_WATER_BYTES = 64 * 1024;

    /** Unread bytes above which the link stops reading by itself until some are consumed. */
    int MAX_UNREAD_BYTES = 64 * 1024;

    Loop loop();

    /** Names who hears of this link from now on. */
    void handler(LinkHandler handler);

    /**
     * Sends the range, behind what was written before.
     *
     * @return false when more than {@link #HIGH_WATER_BYTES} are unsent: write no more until
     *     {@link LinkHandler#onDrained}
     */
    boolean write(ByteBuf source, int index, int length);

    /** Sends all readable bytes of the buffer and releases it. */
    default boolean writeAndRelease(@Owned ByteBuf source) {
        try {
            return write(source, source.readerIndex(), source.readableBytes());
        } finally {
            source.release();
        }
    }

    /** Unsent bytes. */
    int unsentBytes();

    /** Bytes received and not consumed by the handler. */
    int unreadBytes();

    /** Lets the handler see its unread bytes again, unless it is just looking at them. */
    void redeliver();

    /**
     * Lets a message of this size become whole in the unread bytes.
     *
     * @return false when memory is too short for that now
     */
    boolean expect(int bytes);

    void pauseReading();

    void resumeReading();

    /** Closes at once; unsent bytes are lost. */
    void close();

    /** Sends what is unsent, tells the peer that nothing follows, waits a moment for its end, closes. */
    void closeAfterFlush();

    boolean closed();

    /**
     * Puts TLS between the socket and the handler, from the next byte on. This link is spent afterwards.
     *
     * @param tls this side's half of the handshake
     * @param received bytes of the handshake that came already
     * @return the link to go on with
     */
    Link startTls(TlsSide tls, @Owned ByteBuf received);

    /** What TLS settled on, as {@code TLSv1.3/TLS_AES_256_GCM_SHA384}; empty without TLS. */
    String tlsDescription();

    /** What TLS settled on, with the certificates of both sides; empty without TLS. */
    Optional<SSLSession> tlsSession();

    /** Number of the system's user at the other end of a Unix socket, by the kernel's word; empty over TCP. */
    OptionalInt peerUid();

    /** Moves to another loop; the link is in nobody's hands until the runnable runs there. */
    void moveTo(Loop target, Runnable arrived);

    SocketAddress remoteAddress();

    SocketAddress localAddress();
}
