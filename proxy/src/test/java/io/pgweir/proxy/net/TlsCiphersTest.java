package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's cipher lists in the JDK's words. */
class TlsCiphersTest {
    private static List<String> tls12(String list) {
        List<String> suites = new ArrayList<>(TlsCiphers.of(list, Optional.empty()));
        suites.removeIf(suite -> !suite.contains("_WITH_"));
        return suites;
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "secure", "fast", "normal", "all"})
    void words_of_pgbouncer_leave_the_choice_to_java(String word) {
        assertThat(TlsCiphers.of(word, Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ECDHE-RSA-AES128-GCM-SHA256         | TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            ECDHE-ECDSA-CHACHA20-POLY1305       | TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            AES256-SHA:nonsense                 | TLS_RSA_WITH_AES_256_CBC_SHA
            TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 | TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            """)
    void suites_have_names(String list, String suite) {
        assertThat(tls12(list)).containsExactly(suite);
    }

    @Test
    void words_stand_for_many_and_take_away() {
        assertThat(tls12("HIGH:!aNULL:!kRSA:!DHE")).isNotEmpty().allMatch(suite -> suite.startsWith("TLS_ECDH"));
        assertThat(tls12("ECDHE+AESGCM")).isNotEmpty().allMatch(suite -> suite.matches("TLS_ECDHE_.*_GCM_.*"));
        assertThat(tls12("!SHA:ALL")).isNotEmpty().noneMatch(suite -> suite.endsWith("_SHA"));
    }

    @Test
    void suites_of_tls_1_3_are_chosen_by_themselves() {
        assertThat(TlsCiphers.of("AES256-SHA", Optional.of("TLS_AES_256_GCM_SHA384")))
                .containsExactly("TLS_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_256_CBC_SHA");
        assertThat(TlsCiphers.of("AES256-SHA", Optional.empty())).contains("TLS_AES_128_GCM_SHA256");
    }

    @Test
    void a_list_of_which_nothing_is_left_is_refused() {
        assertThatThrownBy(() -> TlsCiphers.of("nonsense", Optional.empty())).hasMessageContaining("nonsense");
        assertThatThrownBy(() -> TlsCiphers.of("default", Optional.of("TLS_NONE")))
                .hasMessageContaining("TLS_NONE");
    }
}
