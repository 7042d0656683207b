package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends first, before it has a session. Layout: int32 len, int32 version or request code, body. The
 * packets carry no type byte.
 */
public sealed interface StartupPacket {
    int SSL_REQUEST_CODE = 80877103;
    int GSSENC_REQUEST_CODE = 80877104;
    int CANCEL_REQUEST_CODE = 80877102;

    /** PostgreSQL's own bound (MAX_STARTUP_PACKET_LENGTH in postmaster.c). */
    int MAX_BYTES = 10_000;

    int HEADER_BYTES = 8;

    /** The client wants TLS. */
    record SslRequest() implements StartupPacket {}

    /** The client wants GSSAPI encryption. */
    record GssEncRequest() implements StartupPacket {}

    /** The client wants the query of the session with this key cancelled. */
    record CancelRequest(int pid, int secret) implements StartupPacket {}

    /**
     * The client wants a session.
     *
     * @param parameters in the client's order, names as sent
     */
    record StartupMessage(int major, int minor, Map<String, String> parameters) implements StartupPacket {}

    /**
     * Reads the packet at the reader index and moves past it.
     *
     * @return null while it is not whole
     * @throws ProtocolViolation for a length or a layout that cannot be right
     */
    static @Nullable StartupPacket decode(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return null;
        }
        int size = in.getInt(in.readerIndex());
        if (size < HEADER_BYTES || size > MAX_BYTES) {
            throw new ProtocolViolation(
                    "startup packet length " + size + " (expected: " + HEADER_BYTES + ".." + MAX_BYTES + ")");
        }
        if (in.readableBytes() < size) {
            return null;
        }
        ByteBuf packet = in.readSlice(size);
        packet.skipBytes(Integer.BYTES);
        return body(packet, packet.readInt());
    }

    private static StartupPacket body(ByteBuf packet, int code) {
        return switch (code) {
            case SSL_REQUEST_CODE -> exact(packet, 0, new SslRequest());
            case GSSENC_REQUEST_CODE -> exact(packet, 0, new GssEncRequest());
            case CANCEL_REQUEST_CODE -> cancel(packet);
            default -> startup(packet, code >>> 16, code & 0xffff);
        };
    }

    private static StartupPacket cancel(ByteBuf packet) {
        if (packet.readableBytes() != 2 * Integer.BYTES) {
            throw new ProtocolViolation(
                    "cancel key of " + (packet.readableBytes() - Integer.BYTES) + " bytes (expected: 4)");
        }
        return new CancelRequest(packet.readInt(), packet.readInt());
    }

    private static StartupPacket exact(ByteBuf packet, int bytes, StartupPacket result) {
        if (packet.readableBytes() != bytes) {
            throw new ProtocolViolation(
                    "encryption request with " + packet.readableBytes() + " bytes of body (expected: 0)");
        }
        return result;
    }

    private static StartupPacket startup(ByteBuf packet, int major, int minor) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (major == 3) {
            readParameters(packet, parameters);
        }
        return new StartupMessage(major, minor, parameters);
    }

    private static void readParameters(ByteBuf packet, Map<String, String> parameters) {
        while (packet.readableBytes() > 1) {
            parameters.put(readCstring(packet), readCstring(packet));
        }
        if (!packet.isReadable() || packet.readByte() != 0) {
            throw new ProtocolViolation("invalid startup packet layout: expected terminator as last byte");
        }
    }

    private static String readCstring(ByteBuf packet) {
        String text = Message.cstring(packet, packet.readerIndex(), packet.writerIndex());
        packet.readerIndex(Message.cstringEnd(packet, packet.readerIndex(), packet.writerIndex()) + 1);
        return text;
    }
}
