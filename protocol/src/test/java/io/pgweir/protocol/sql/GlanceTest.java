package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlanceTest {
    private static final int TEXTS = 60_000;
    private static final String[] COMMANDS = {
        "select",
        "SELECT",
        "insert into t",
        "update t set",
        "delete from t",
        "with",
        "values",
        "begin",
        "Commit",
        "end",
        "rollback",
        "start",
        "abort",
        "set",
        "listen",
        "unlisten",
        "notify",
        "show",
        "discard",
        "deallocate",
        "prepare",
        "execute",
        "declare",
        "create",
        "explain",
        "lock",
        "load",
        "drop",
        "call",
        "do",
        "close",
        "fetch",
        "savepoint",
        "reset",
        "truncate",
        "copy",
        "pg_temp",
        "set_config",
        "(",
        "'x'",
        "\"select\"",
        "e",
        "u&",
        ";",
        ""
    };
    private static final String[] FRAGMENTS = {
        "from",
        "FROM",
        "into",
        "table",
        "tables",
        "fromage",
        "temp",
        "Temporary",
        "template",
        "temp1",
        "drop",
        "dropped",
        "pg_temp",
        "pg_temp_3",
        "pg_tempt",
        "pg_advisory_lock",
        "pg_try_advisory_xact_lock",
        "pg_stat_reset",
        "pg_sleep",
        "pg_stat_reset_shared",
        "pg_backend_pid",
        "pgbench_accounts",
        "pg_prepared_statements",
        "currval",
        "lastval",
        "nextval",
        "setval",
        "setseed",
        "set_config",
        "pg_settings",
        "PG_SETTINGS",
        "pg_catalog",
        "query_to_xml",
        "dblink_connect",
        "all",
        "work",
        "transaction",
        "hold",
        "with",
        "read",
        "only",
        "local",
        "default",
        "true",
        "execute",
        "as",
        "now",
        "count",
        "domain",
        "\"from\"",
        "\"pg_temp\"",
        "\"Temp\"",
        "\"drop\"",
        "\"set_config\"",
        "\"pg_settings\"",
        "\"\"",
        "\"a\"\"drop\"",
        "\"",
        "'",
        "'a'",
        "'it''s'",
        "'drop'",
        "'\\'",
        "e'\\''",
        "E'",
        "n'a'",
        "u&'",
        "U&\"",
        "u",
        "&",
        "e",
        "x",
        "$1",
        "$12",
        "$$",
        "$a$",
        "$",
        "1",
        "2.5",
        "1e5",
        "1from",
        "0x1f",
        "1_000",
        "--",
        "-- drop\n",
        "-",
        "/",
        "/*",
        "*/",
        "/* temp */",
        "/* /* */ */",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "::",
        ":",
        "=",
        "+",
        "*",
        "@",
        "#",
        "^",
        "~",
        "?",
        "`",
        "\\",
        "!",
        "|",
        "%",
        "{",
        "}",
        "<",
        ">",
        ";",
        "; select",
        ";;",
        "\0",
        "\n",
        "\r",
        "\t",
        "\u00e9",
        "dr\u00f6p",
        "_",
        "my_function",
        "app_x_open",
        "a_name_of_more_than_sixty_three" + "_bytes_which_is_cut_by_the_server_and_by_us_as_well",
        "pg_temp_" + "long".repeat(20)
    };

    @Test
    void random_texts_are_answered_like_the_full_scan_does() {
        assertThatRandomTextsAgree(PinFunctions.NONE);
        assertThatRandomTextsAgree(PinFunctions.of(List.of("e", "from", "now", "my_function", "count")));
        assertThatRandomTextsAgree(PinFunctions.of(List.of("app_*_open", "my_function")));
    }

    @Test
    void ordinary_texts_need_no_full_scan() {
        Glance glance = new Glance(new Vocabulary(PinFunctions.NONE));
        for (String sql : List.of(
                "BEGIN",
                "COMMIT;",
                "SELECT 1",
                "select $1, 'a';",
                "SELECT abalance FROM pgbench_accounts WHERE aid = 1;",
                "update t set a = a + -1, b = 'it''s' where c.d = now() and e ~ 'x' -- why",
                "/* app:web */ insert into t (a, b) values ($1, nextval('s'))",
                "select \"a\".\"b\" from \"t\" as \"a\" limit 10 /* app:web */",
                "select last_name, current_timestamp from tables")) {
            assertThat(glance.suffices(padded(sql), sql.length())).as(sql).isTrue();
        }
    }

    private static void assertThatRandomTextsAgree(PinFunctions pinFunctions) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Vocabulary vocabulary = new Vocabulary(pinFunctions);
        Glance glance = new Glance(vocabulary);
        FullScan fullScan = new FullScan(vocabulary);
        byte[] dirty = new byte[4096];
        int sure = 0;
        for (int i = 0; i < TEXTS; i++) {
            String sql = text(random);
            byte[] bytes = sql.getBytes(StandardCharsets.ISO_8859_1);
            random.nextBytes(dirty); // what was in the array before must not matter
            System.arraycopy(bytes, 0, dirty, 0, bytes.length);
            if (!glance.suffices(dirty, bytes.length)) {
                continue;
            }
            sure++;

            scanInPieces(fullScan, bytes, random);

            String what = "seed " + seed + ", text " + sql;
            assertThat(glance.suspicions()).as(what).isEqualTo(fullScan.suspicions());
            assertThat(glance.soleCommand()).as(what).isEqualTo(fullScan.soleCommand());
            assertThat(fullScan.statements()).as(what).isEqualTo(1);
        }
        assertThat(sure).isGreaterThan(TEXTS / 20);
    }

    private static void scanInPieces(FullScan scan, byte[] sql, Random random) {
        scan.begin(true);
        int at = 0;
        while (at < sql.length) {
            int end = Math.min(sql.length, at + 1 + random.nextInt(2 * sql.length));
            scan.scan(Arrays.copyOf(sql, sql.length + Word.SPARE_BYTES), at, end);
            at = end;
        }
        scan.end();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(8) == 0) {
            text.append("/* x */ ");
        }
        text.append(COMMANDS[random.nextInt(COMMANDS.length)]);
        int fragments = random.nextInt(random.nextBoolean() ? 3 : 12);
        for (int i = 0; i < fragments; i++) {
            text.append(random.nextInt(3) > 0 ? " " : "").append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }

    private static byte[] padded(String sql) {
        return Arrays.copyOf(sql.getBytes(StandardCharsets.UTF_8), sql.length() + Word.SPARE_BYTES);
    }
}
