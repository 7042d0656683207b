package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {
    private static final int COMMANDS = Suspicion.LISTEN | Suspicion.UNLISTEN | Suspicion.DISCARD;

    private final SqlScanner scanner = new SqlScanner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN a",
                "listen a",
                "LiStEn a",
                "listen",
                "  \t\n listen a",
                ";;listen a",
                "-- a comment\nlisten a",
                "--\rlisten a",
                "/* a comment */listen a",
                "/* a /* nested */ comment */ listen a",
                "/**/listen/**/a",
                "/*/*/**/*/*/listen a",
                "listen\"a\"",
                "listen--x\na",
                "select 1; listen a",
                "select 'a;b'; listen a",
                "select 'it''s'; listen a",
                "select e'it\\'s'; listen a",
                "select E'a''b\\''; listen a",
                "select E'a'\n'b\\''; listen a",
                "select E'a' -- x\n 'b\\''; listen a",
                "select 'a\\'; listen a",
                "select U&'a\\'; listen a",
                "select b'1'; listen a",
                "select 'a' 'b\\'; listen a",
                "select \"a\"\"b;\"; listen a",
                "select $$ listen b; ' $$; listen a",
                "select $a$ $$ $b$ $a $a$; listen a",
                "select $a$ $x$a$; listen a",
                "select $ä_1$ x $ä_1$; listen a",
                "select a$b$; listen a; select $b$",
                "select $1; listen a",
                "select $1$; listen a; select $1$",
                "select 1 - 2; listen a",
                "select 1 / 2; listen a",
                "select 1--2; x\n; listen a",
                "select 1e5; listen a",
                "begin; listen a; commit"
            })
    void a_listen_is_seen_wherever_the_text_is_split(String sql) {
        assertThatEverySplitGives(sql, true, Suspicion.LISTEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "select 1",
                "select listen",
                "select listen from listen",
                "notify listen",
                "listening a",
                "alisten a",
                "list; en a",
                "-- listen a",
                "/* listen a */ select 1",
                "/* /* */ listen a */ select 1",
                "select 1 -- ; listen a",
                "select '; listen a'",
                "select ';'' listen a; '",
                "select E'\\'; listen a'",
                "select E'\\\\\\'; listen a'",
                "select E'a'\n'\\'; listen a'",
                "select E'a'--x\n'\\'; listen a'",
                "select \"; listen a\"",
                "select $$; listen a$$",
                "select $x$; listen a $y$ ; listen b $$ ; listen c $x$",
                "\"listen\" a",
                "'listen' a",
                "$$listen$$ a",
                "1 listen a",
                "(listen a)",
                "- listen a",
                "/ listen a",
                "create table listen (listen int)",
                "älisten a"
            })
    void what_only_looks_like_a_listen_is_not_suspected(String sql) {
        assertThatEverySplitGives(sql, true, Suspicion.NONE);
    }

    @Test
    void an_unlisten_is_seen() {
        assertThatEverySplitGives("unlisten *", true, Suspicion.UNLISTEN);
        assertThatEverySplitGives("listen a; UNLISTEN b", true, Suspicion.LISTEN | Suspicion.UNLISTEN);
    }

    @Test
    void without_standard_conforming_strings_a_backslash_escapes_in_plain_strings() {
        assertThatEverySplitGives("select '\\'; listen a'", false, Suspicion.NONE);
        assertThatEverySplitGives("select 'a\\'b'; listen a", false, Suspicion.LISTEN);
        assertThatEverySplitGives("select 'a' '\\'; listen a'", false, Suspicion.NONE);
    }

    @Test
    void only_a_lone_begin_only_begins() {
        assertThat(onlyBegins("begin")).isTrue();
        assertThat(onlyBegins("BEGIN ISOLATION LEVEL REPEATABLE READ;")).isTrue();
        assertThat(onlyBegins("/* x */ start transaction read only")).isTrue();
        assertThat(onlyBegins("begin; select 1")).isFalse();
        assertThat(onlyBegins("begin; 'x'")).isFalse();
        assertThat(onlyBegins("select 1")).isFalse();
        assertThat(onlyBegins("")).isFalse();
        assertThat(onlyBegins("; begin")).isTrue();
        assertThat(onlyBegins("beginning")).isFalse();
    }

    private boolean onlyBegins(String sql) {
        scanInPieces(sql, sql.length(), true);
        return scanner.onlyBegins();
    }

    private void assertThatEverySplitGives(String sql, boolean standardConformingStrings, int suspicions) {
        for (int piece = 1; piece <= Math.max(1, sql.length()); piece++) {
            scanInPieces(sql, piece, standardConformingStrings);
            assertThat(scanner.suspicions() & COMMANDS)
                    .as("%s in pieces of %d", sql, piece)
                    .isEqualTo(suspicions);
        }
        for (int split = 1; split < sql.length(); split++) {
            scanSplitAt(sql, split, standardConformingStrings);
            assertThat(scanner.suspicions() & COMMANDS)
                    .as("%s split at %d", sql, split)
                    .isEqualTo(suspicions);
        }
    }

    private void scanInPieces(String sql, int piece, boolean standardConformingStrings) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        scanner.begin(standardConformingStrings);
        for (int at = 0; at < text.writerIndex(); at += Math.max(1, piece)) {
            scanner.scan(text, at, Math.min(text.writerIndex(), at + Math.max(1, piece)));
        }
        scanner.end();
        text.release();
    }

    private void scanSplitAt(String sql, int split, boolean standardConformingStrings) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        scanner.begin(standardConformingStrings);
        scanner.scan(text, 0, split);
        scanner.scan(text, split, text.writerIndex());
        scanner.end();
        text.release();
    }
}
