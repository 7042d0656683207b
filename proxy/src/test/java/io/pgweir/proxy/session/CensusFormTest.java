package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CensusFormTest {
    private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE";
    private static final Set<PinReason> STATEMENT = EnumSet.of(PinReason.STATEMENT);

    private static CensusForm of(PinReason... reasons) {
        return new CensusForm(new LinkedHashSet<>(List.of(reasons)), false, Set.of());
    }

    @Test
    void it_asks_each_question_in_a_transaction_of_its_own() {
        String sql = of(PinReason.TEMP, PinReason.LOCK).sql();

        assertThat(sql)
                .isEqualTo(BEGIN + ";" + PinReason.TEMP.question() + ";" + PinReason.LOCK.question() + ";COMMIT");
    }

    @Test
    void settings_are_asked_for_when_wanted_only() {
        assertThat(of(PinReason.TEMP).sql()).doesNotContain("pg_settings", "'role'");
        assertThat(ofSettings(Set.of()).sql()).contains("pg_settings", "'role'");
    }

    @Test
    void custom_settings_are_asked_for_by_name() {
        String sql = ofSettings(Set.of("app.tenant")).sql();

        assertThat(sql).contains("SELECT 'SETTING',  E'app.tenant', pg_catalog.current_setting( E'app.tenant', true)");
    }

    @Test
    void a_name_cannot_end_its_literal() {
        String sql = ofSettings(Set.of("a.'; DROP TABLE t; --\\")).sql();

        assertThat(sql).contains("E'a.\\'; DROP TABLE t; --\\\\'");
    }

    @Test
    void the_patient_one_ends_what_failed_and_reads_the_time_outs_before_it_sets_them_aside() {
        String sql = ofSettings(Set.of()).patientSql();

        assertThat(sql).startsWith("ROLLBACK;" + BEGIN + ";").endsWith(";COMMIT");
        assertThat(sql)
                .containsSubsequence(
                        "current_setting('statement_timeout')",
                        "current_setting('lock_timeout')",
                        "SET LOCAL statement_timeout = 0;SET LOCAL lock_timeout = 0",
                        "pg_settings",
                        "<>) ALL (ARRAY['statement_timeout', 'lock_timeout'])");
    }

    @Test
    void the_patient_one_reads_no_time_outs_when_no_settings_are_asked_for() {
        assertThat(of(PinReason.TEMP).patientSql())
                .contains("SET LOCAL statement_timeout = 0", PinReason.TEMP.question())
                .doesNotContain("current_setting", "pg_settings");
    }

    @Test
    void the_transactions_own_settings_are_none_of_the_session() {
        assertThat(ofSettings(Set.of()).sql())
                .contains("'transaction_isolation'", "'transaction_read_only'", "'transaction_deferrable'")
                .doesNotContain("transaction\\_%"); // PostgreSQL 17 has transaction_timeout
    }

    @Test
    void rows_of_settings_are_values_by_lower_case_name() {
        Findings findings = ofSettings(Set.of())
                .findings(List.of(List.of("SETTING", "TimeZone", "UTC"), List.of("SETTING", "app.a", "")));

        assertThat(findings.settings().orElseThrow()).containsOnly(entry("timezone", "UTC"), entry("app.a", ""));
        assertThat(findings.asked()).isEmpty();
        assertThat(findings.reasons()).isEmpty();
        assertThat(findings.statements()).isEmpty();
    }

    @Test
    void settings_that_were_not_asked_for_are_unknown_and_not_none() {
        assertThat(of(PinReason.TEMP).findings(List.of()).settings()).isEmpty();
        assertThat(ofSettings(Set.of()).findings(List.of()).settings())
                .hasValueSatisfying(values -> assertThat(values).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SETTING") // rows of that kind are settings
    void a_row_that_names_a_reason_is_that_reason(PinReason reason) {
        Findings findings = of(reason).findings(List.of(List.of(reason.name(), "", "")));

        assertThat(findings.asked()).containsExactly(reason);
        assertThat(findings.reasons()).containsExactly(reason);
    }

    @Test
    void a_reason_without_a_row_was_asked_for_and_does_not_hold() {
        Findings findings = of(PinReason.TEMP, PinReason.LOCK).findings(List.of(List.of("LOCK", "", "")));

        assertThat(findings.asked()).containsExactlyInAnyOrder(PinReason.TEMP, PinReason.LOCK);
        assertThat(findings.reasons()).containsExactly(PinReason.LOCK);
    }

    @Test
    void statements_of_both_kinds_have_names_and_only_those_of_sql_pin() {
        CensusForm form = new CensusForm(STATEMENT, false, Set.of());

        Findings protocol = form.findings(List.of(List.of("PROTOCOL_STATEMENT", "a", "")));
        Findings both = form.findings(List.of(List.of("PROTOCOL_STATEMENT", "a", ""), List.of("STATEMENT", "b", "")));

        assertThat(protocol.reasons()).isEmpty();
        assertThat(protocol.statements()).contains(Set.of("a"));
        assertThat(both.reasons()).containsExactly(PinReason.STATEMENT);
        assertThat(both.statements()).contains(Set.of("a", "b"));
    }

    private static CensusForm ofSettings(Set<String> placeholders) {
        return new CensusForm(Set.of(), true, placeholders);
    }
}
