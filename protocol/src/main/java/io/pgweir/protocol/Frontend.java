package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The messages that pgweir itself sends to a server. */
public final class Frontend {
    public static final int PROTOCOL_3_0 = 3 << 16;

    /** Bytes of a Terminate message. */
    public static final int TERMINATE_BYTES = Message.EMPTY_BYTES;

    private Frontend() {}

    // int32 8, int32 80877103
    public static void sslRequest(ByteBuf out) {
        out.writeInt(StartupPacket.HEADER_BYTES);
        out.writeInt(StartupPacket.SSL_REQUEST_CODE);
    }

    // int32 16, int32 80877102, int32 pid, int32 secret
    public static void cancelRequest(ByteBuf out, BackendKeyData key) {
        out.writeInt(StartupPacket.HEADER_BYTES + 2 * Integer.BYTES);
        out.writeInt(StartupPacket.CANCEL_REQUEST_CODE);
        out.writeInt(key.pid());
        out.writeInt(key.secret());
    }

    // int32 len, int32 version, (cstring name, cstring value) ..., byte 0
    public static void startup(ByteBuf out, Map<String, String> parameters) {
        int length = out.writerIndex();
        out.writeInt(0);
        out.writeInt(PROTOCOL_3_0);
        parameters.forEach((name, value) -> {
            Message.writeCstring(out, name);
            Message.writeCstring(out, value);
        });
        out.writeByte(0);
        Message.end(out, length);
    }

    // 'p' int32 len, cstring password
    public static void password(ByteBuf out, String password) {
        int length = Message.begin(out, FrontendType.PASSWORD);
        Message.writeCstring(out, password);
        Message.end(out, length);
    }

    // 'p' int32 len, cstring mechanism, int32 n, n bytes
    public static void saslInitialResponse(ByteBuf out, String mechanism, byte[] data) {
        int length = Message.begin(out, FrontendType.PASSWORD);
        Message.writeCstring(out, mechanism);
        out.writeInt(data.length);
        out.writeBytes(data);
        Message.end(out, length);
    }

    // 'p' int32 len, bytes
    public static void saslResponse(ByteBuf out, byte[] data) {
        int length = Message.begin(out, FrontendType.PASSWORD);
        out.writeBytes(data);
        Message.end(out, length);
    }

    // 'Q' int32 len, cstring sql
    public static void query(ByteBuf out, String sql) {
        int length = Message.begin(out, FrontendType.QUERY);
        Message.writeCstring(out, sql);
        Message.end(out, length);
    }

    // 'P' int32 len, cstring name, cstring sql, int16 0
    public static void parse(ByteBuf out, String name, String sql) {
        int length = Message.begin(out, FrontendType.PARSE);
        Message.writeCstring(out, name);
        Message.writeCstring(out, sql);
        out.writeShort(0);
        Message.end(out, length);
    }

    /** The same with a text that brings its terminating zero. */
    public static void parse(ByteBuf out, String name, byte[] sql) {
        int length = Message.begin(out, FrontendType.PARSE);
        Message.writeCstring(out, name);
        out.writeBytes(sql);
        out.writeShort(0);
        Message.end(out, length);
    }

    // 'B' int32 len, cstring portal, cstring statement, int16 0, int16 n, (int32 len, bytes) ..., int16 0
    public static void bindText(ByteBuf out, String portal, String statement, String... values) {
        int length = Message.begin(out, FrontendType.BIND);
        Message.writeCstring(out, portal);
        Message.writeCstring(out, statement);
        out.writeShort(0);
        out.writeShort(values.length);
        for (String value : values) {
            int valueLength = out.writerIndex();
            out.writeInt(0);
            int bytes = out.writeCharSequence(value, StandardCharsets.UTF_8);
            out.setInt(valueLength, bytes);
        }
        out.writeShort(0);
        Message.end(out, length);
    }

    // 'E' int32 len, cstring portal, int32 0
    public static void execute(ByteBuf out, String portal) {
        int length = Message.begin(out, FrontendType.EXECUTE);
        Message.writeCstring(out, portal);
        out.writeInt(0);
        Message.end(out, length);
    }

    public static void flush(ByteBuf out) {
        Message.empty(out, FrontendType.FLUSH);
    }

    // 'C' int32 len, byte 'S', cstring name
    public static void closeStatement(ByteBuf out, byte[] name) {
        close(out, FrontendType.STATEMENT, name);
    }

    // 'C' int32 len, byte 'P', cstring name
    public static void closePortal(ByteBuf out, byte[] name) {
        close(out, FrontendType.PORTAL, name);
    }

    private static void close(ByteBuf out, byte kind, byte[] name) {
        int length = Message.begin(out, FrontendType.CLOSE);
        out.writeByte(kind);
        out.writeBytes(name);
        out.writeByte(0);
        Message.end(out, length);
    }

    public static void sync(ByteBuf out) {
        Message.empty(out, FrontendType.SYNC);
    }

    public static void terminate(ByteBuf out) {
        Message.empty(out, FrontendType.TERMINATE);
    }
}
