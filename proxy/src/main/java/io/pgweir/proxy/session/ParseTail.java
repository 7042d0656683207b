package io.pgweir.proxy.session;

import java.nio.charset.StandardCharsets;

/** What a Parse has behind the name: the SQL with its terminating zero, then the types of its parameters. */
final class ParseTail {
    private ParseTail() {}

    /** How many parameters have a type in it. */
    static int types(byte[] tail) {
        int end = 0;
        while (end < tail.length && tail[end] != 0) {
            end++;
        }
        return end + 2 < tail.length ? ((tail[end + 1] & 0xFF) << Byte.SIZE) | (tail[end + 2] & 0xFF) : 0;
    }

    static String sql(byte[] tail) {
        int end = 0;
        while (end < tail.length && tail[end] != 0) {
            end++;
        }
        return new String(tail, 0, end, StandardCharsets.UTF_8);
    }
}
