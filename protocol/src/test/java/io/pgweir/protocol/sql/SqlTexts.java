package io.pgweir.protocol.sql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Gives texts to a scanner, whole or in two pieces. */
final class SqlTexts {
    private SqlTexts() {}

    static SqlScanner scanned(String sql) {
        SqlScanner scanner = new SqlScanner();
        scan(scanner, sql.getBytes(StandardCharsets.UTF_8), 0, true, ClientEncoding.ASCII_SAFE);
        return scanner;
    }

    /** Of the whole text at once. */
    static int suspicionsOf(SqlScanner scanner, String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return scanner.suspicionsOf(Unpooled.wrappedBuffer(bytes), 0, bytes.length, true);
    }

    static void scan(SqlScanner scanner, byte[] sql, int split, boolean conforming, ClientEncoding encoding) {
        ByteBuf text = Unpooled.wrappedBuffer(sql);
        scanner.begin(conforming, encoding);
        scanner.scan(text, 0, split);
        scanner.scan(text, split, sql.length);
        scanner.end();
    }
}
