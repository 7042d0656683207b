package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResetTextTest {
    @Test
    void each_statement_says_what_it_resets() {
        assertThat(resets("SELECT 1; RESET ALL; /* x */ Reset Work_Mem -- y\n; set time zone default;"))
                .containsExactly("", "*", "work_mem", "timezone");
        assertThat(resets("SET datestyle TO DEFAULT; SET SESSION app.a = default; set time  zone local"))
                .containsExactly("datestyle", "app.a", "timezone");
        assertThat(resets("RESET \"work_mem\"; RESET ROLE; SET a = 'default'; SET a = 1"))
                .containsExactly("work_mem", "", "", "");
    }

    @Test
    void a_statement_ends_at_its_semicolon() {
        String sql = "SELECT ';', $$;$$, \"a;b\" /* ; */; RESET ALL;;";

        assertThat(ResetText.statements(sql, true).orElseThrow())
                .extracting(ResetText::end)
                .containsExactly(sql.indexOf("; RESET"), sql.indexOf(";;"));
    }

    @Test
    void what_ends_with_the_transaction_is_told_apart() {
        List<ResetText> statements = ResetText.statements("SET LOCAL a TO DEFAULT; SET a TO DEFAULT", true)
                .orElseThrow();

        assertThat(statements).extracting(ResetText::local).containsExactly(true, false);
        assertThat(statements).allMatch(statement -> statement.resets("a") && !statement.resets("b"));
    }

    @Test
    void nothing_is_said_of_unusual_texts() {
        assertThat(ResetText.statements("SELECT E'\\''; RESET ALL", true)).isEmpty();
        assertThat(ResetText.statements("SELECT '\\\\'; RESET ALL", false)).isEmpty();
        assertThat(ResetText.statements("SELECT '\\\\'; RESET ALL", true).orElseThrow())
                .hasSize(2);
        assertThat(ResetText.statements("/* a /* b */ c */ RESET ALL", true)).isEmpty();
        assertThat(ResetText.statements("SELECT 'ä'; RESET ALL", true)).isEmpty();
    }

    private static List<String> resets(String sql) {
        return ResetText.statements(sql, true).orElseThrow().stream()
                .map(ResetText::resets)
                .toList();
    }
}
