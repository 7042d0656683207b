package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.sql.ResetText;
import io.pgweir.proxy.server.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoringTextTest {
    private static final Settings BORN = Settings.of(Map.of("timezone", "UTC", "datestyle", "ISO, MDY"));
    private static final Settings STARTUP = BORN.with("timezone", "Asia/Tokyo").with("search_path", "\"$user\", A");

    @Test
    void startup_values_follow_each_reset() {
        assertThat(restoring("RESET ALL; SHOW timezone"))
                .isEqualTo("RESET ALL;SET \"search_path\" TO  E'$user',  E'a';SET \"timezone\" TO  E'Asia/Tokyo';"
                        + " SHOW timezone");
        assertThat(restoring("SELECT 1; SET LOCAL TIME ZONE DEFAULT;"))
                .isEqualTo("SELECT 1; SET LOCAL TIME ZONE DEFAULT;SET LOCAL \"timezone\" TO  E'Asia/Tokyo';");
    }

    @Test
    void what_is_as_the_server_was_opened_needs_nothing() {
        assertThat(of("RESET datestyle; RESET work_mem; SELECT 1", STARTUP, BORN))
                .isEmpty();
        assertThat(of("RESET ALL; SELECT 1", BORN, BORN)).isEmpty();
    }

    @Test
    void a_single_statement_is_restored_behind_it() {
        assertThat(of("RESET ALL;", STARTUP, BORN)).isEmpty();
    }

    @Test
    void what_was_put_in_completes_unseen() {
        RestoringText text = of("SELECT 1; RESET ALL; SELECT 2", STARTUP, BORN).orElseThrow();

        assertThat(text.completes()).isFalse();
        assertThat(text.completes()).isFalse();
        assertThat(text.completes()).isTrue();
        assertThat(text.completes()).isTrue();
        assertThat(text.completes()).isFalse();
    }

    @Test
    void positions_are_those_of_the_clients_text() {
        String sql = "SELECT 1; RESET timezone; SELEC 2";
        RestoringText text = of(sql, STARTUP, BORN).orElseThrow();

        assertThat(text.position(3)).isEqualTo(3);
        assertThat(text.position(text.sql().indexOf("SELEC 2") + 1)).isEqualTo(sql.indexOf("SELEC 2") + 1);
    }

    private static String restoring(String sql) {
        return of(sql, STARTUP, BORN).orElseThrow().sql();
    }

    private static Optional<RestoringText> of(String sql, Settings startup, Settings born) {
        return RestoringText.of(ResetText.statements(sql, true), sql, startup, born);
    }
}
