package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void literals_lists_comments_and_space_make_no_difference() {
        assertThatSame(
                "select a from t where b in (1, 2, 3)",
                "SELECT a FROM t WHERE b IN ('x')",
                "select a /* c */ from t -- d\n where b in ($1,$$x$$ , E'\\'' , b'1')",
                "select a2 from t17 where b in (1.5);",
                ";select a from t where b in (N'x', U&'y')");
        assertThatSame("select 'a' \n 'b'", "select 'a''b'", "select 1e5", "select $tag$ ' $tag$", "select $12");
    }

    @Test
    void names_made_up_by_programs_make_no_difference() {
        assertThatSame("savepoint a", "savepoint \"b\"", "SAVEPOINT c_d");
        assertThatSame("rollback to savepoint a", "rollback to savepoint count");
        assertThatSame("release a", "release b");
        assertThatSame("declare a cursor for select 1", "declare \"b\" cursor for select 2");
        assertThatSame("fetch 10 from a", "fetch 20 from b");
        assertThatSame("listen a", "listen \"B\"");
        assertThatSame("close a", "close b");
    }

    @Test
    void other_words_and_punctuation_make_a_difference() {
        assertThatDifferent(
                "select a from t",
                "select b from t",
                "select \"a\" from t",
                "select \"A\" from t",
                "select a, b from t",
                "select a from t, t",
                "select (a) from t",
                "select 1 from t",
                "select 1, a from t",
                "select 1, (2) from t",
                "select 1 from t; select 1",
                "select a_rather_long_name from t",
                "select a_rather_long_name_more from t",
                "select -1",
                "rollback",
                "rollback to a",
                "close all",
                "close a",
                "");
    }

    private static void assertThatSame(String... texts) {
        assertThat(Arrays.stream(texts).mapToLong(ShapeTest::shape).distinct().toArray())
                .hasSize(1);
    }

    private static void assertThatDifferent(String... texts) {
        assertThat(Arrays.stream(texts).mapToLong(ShapeTest::shape).distinct().toArray())
                .hasSize(texts.length);
    }

    private static long shape(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        long shape = new SqlScanner()
                .shapeOf(Unpooled.wrappedBuffer(bytes), 0, bytes.length, true, ClientEncoding.ASCII_SAFE);
        ShapeScan scan = new ShapeScan(new Vocabulary(PinFunctions.NONE));
        for (int split = 1; split < bytes.length; split++) {
            scan.begin(true);
            scan.scan(Arrays.copyOf(bytes, split + Word.SPARE_BYTES), 0, split);
            scan.scan(Arrays.copyOf(bytes, bytes.length + Word.SPARE_BYTES), split, bytes.length);
            assertThat(scan.end()).as("%s split at %d", sql, split).isEqualTo(shape);
        }
        return shape;
    }
}
