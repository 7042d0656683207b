package io.pgweir.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** PostgreSQL's md5 passwords (manual, "Password Authentication"; pg_md5_encrypt in md5_common.c). */
final class Md5Hash {
    static final String PREFIX = "md5";
    static final int TEXT_LENGTH = 35;

    private Md5Hash() {}

    /** What is stored: md5 of password and user. */
    static String stored(String user, String password) {
        return PREFIX + hex(bytes(password), bytes(user));
    }

    /** What is sent: md5 of the stored digits and the salt. */
    static String sent(String stored, byte[] salt) {
        return PREFIX + hex(bytes(stored.substring(PREFIX.length())), salt);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] first, byte[] second) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(first);
            return HexFormat.of().formatHex(md5.digest(second));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
