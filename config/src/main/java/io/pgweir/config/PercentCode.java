package io.pgweir.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The {@code %2F} way of writing bytes in an address. */
final class PercentCode {
    private PercentCode() {}

    /** The text with its bytes put in; empty when a % has no two hex digits behind it. */
    static Optional<String> decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] == '%' ? hex(bytes, i + 1) : bytes[i];
            if (bytes[i] == '%' && value < 0) {
                return Optional.empty();
            }
            decoded.write(value);
            i += bytes[i] == '%' ? 2 : 0;
        }
        return Optional.of(decoded.toString(StandardCharsets.UTF_8));
    }

    private static int hex(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
