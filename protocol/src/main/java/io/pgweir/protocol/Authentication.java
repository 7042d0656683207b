package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** The authentication requests of a server. Layout: 'R' int32 len, int32 code, ... */
public final class Authentication {
    public static final int OK = 0;
    public static final int CLEARTEXT_PASSWORD = 3;
    public static final int MD5_PASSWORD = 5;
    public static final int SASL = 10;
    public static final int SASL_CONTINUE = 11;
    public static final int SASL_FINAL = 12;

    /** Bytes of the salt of {@link #MD5_PASSWORD}. */
    public static final int MD5_SALT_BYTES = 4;

    private Authentication() {}

    public static void ok(ByteBuf out) {
        bare(out, OK);
    }

    public static void cleartextPassword(ByteBuf out) {
        bare(out, CLEARTEXT_PASSWORD);
    }

    public static void md5Password(ByteBuf out, byte[] salt) {
        withBytes(out, MD5_PASSWORD, salt);
    }

    public static void sasl(ByteBuf out, List<String> mechanisms) {
        int length = begin(out, SASL);
        mechanisms.forEach(mechanism -> Message.writeCstring(out, mechanism));
        out.writeByte(0);
        Message.end(out, length);
    }

    public static void saslContinue(ByteBuf out, byte[] data) {
        withBytes(out, SASL_CONTINUE, data);
    }

    public static void saslFinal(ByteBuf out, byte[] data) {
        withBytes(out, SASL_FINAL, data);
    }

    private static void bare(ByteBuf out, int code) {
        Message.end(out, begin(out, code));
    }

    private static void withBytes(ByteBuf out, int code, byte[] data) {
        int length = begin(out, code);
        out.writeBytes(data);
        Message.end(out, length);
    }

    private static int begin(ByteBuf out, int code) {
        int length = Message.begin(out, BackendType.AUTHENTICATION);
        out.writeInt(code);
        return length;
    }
}
