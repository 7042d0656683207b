package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoleCommandTest {
    @Test
    void one_begin_with_or_without_modes_begins() {
        assertThatAll(
                SoleCommand.BEGIN,
                "begin",
                "; BEGIN WORK;",
                "start transaction isolation level repeatable read, read only, not deferrable\0");
    }

    @Test
    void one_commit_or_rollback_ends() {
        assertThatAll(SoleCommand.COMMIT, "commit", "END WORK;", "/* x */ commit transaction and no chain");
        assertThatAll(SoleCommand.ROLLBACK, "rollback", "abort", "rollback work and no chain --");
    }

    @Test
    void one_discard_all_or_deallocate_is_known() {
        assertThatAll(SoleCommand.DISCARD_ALL, "discard all", "DISCARD ALL;");
        assertThatAll(SoleCommand.DEALLOCATE, "deallocate a", "deallocate prepare \"a\"", "deallocate all");
    }

    @Test
    void all_other_texts_are_none() {
        assertThatAll(
                SoleCommand.NONE,
                "",
                "select 1",
                "begin; select 1",
                "select 1; begin",
                "begin x",
                "begin 'x'",
                "commit and chain",
                "commit prepared 'x'",
                "commit; commit",
                "rollback to a",
                "rollback to savepoint a",
                "rollback and chain",
                "rollback prepared 'x'",
                "discard",
                "discard temp",
                "discard all x",
                "discard all all",
                "\"begin\"");
    }

    private static void assertThatAll(SoleCommand expected, String... texts) {
        for (String sql : texts) {
            SqlScanner scanner = SqlTexts.scanned(sql);
            assertThat(scanner.soleCommand()).as(sql).isEqualTo(expected);
            assertThat(scanner.onlyBegins()).as(sql).isEqualTo(expected == SoleCommand.BEGIN);
            SqlTexts.suspicionsOf(scanner, sql);
            assertThat(scanner.soleCommand()).as(sql).isEqualTo(expected);
        }
    }
}
