package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClientEncodingTest {
    private final SqlScanner scanner = new SqlScanner();

    @Test
    void a_trailing_byte_is_no_ascii() {
        String hidesQuote = "select E'\u0095\\'; listen a --'"; // 0x95 0x5c is one character of SJIS

        assertThat(listens(hidesQuote, "SJIS")).isTrue();
        assertThat(listens(hidesQuote, "BIG5")).isTrue();
        assertThat(listens(hidesQuote, "gb18030")).isTrue();
        assertThat(listens(hidesQuote, "JOHAB")).isTrue();
        assertThat(listens(hidesQuote, "Shift_JIS_2004")).isTrue();
        assertThat(listens(hidesQuote, "LATIN1")).isFalse();
        assertThat(listens("select E'\u0095\\; listen a'", "UHC")).isFalse();
    }

    @Test
    void half_width_kana_are_single_bytes() {
        assertThat(listens("select '\u00b1'; listen a", "SJIS")).isTrue();
        assertThat(listens("select '\u00b1'; listen a'", "GBK")).isFalse();
    }

    @Test
    void four_bytes_may_be_one_character() {
        assertThat(listens("select '\u00810\u00810'; listen a", "GB18030")).isTrue();
        assertThat(listens("select '\u008f\u00a1\u00a1'; listen a", "JOHAB")).isTrue();
    }

    @Test
    void names_are_read_as_postgresql_does() {
        assertThat(ClientEncoding.named("windows-949")).isEqualTo(ClientEncoding.DOUBLE_BYTE);
        assertThat(ClientEncoding.named("EUC_JP")).isEqualTo(ClientEncoding.ASCII_SAFE);
        assertThat(ClientEncoding.named("UTF8")).isEqualTo(ClientEncoding.ASCII_SAFE);
        assertThat(ClientEncoding.named("")).isEqualTo(ClientEncoding.ASCII_SAFE);
    }

    private boolean listens(String latin, String encoding) {
        byte[] sql = latin.getBytes(StandardCharsets.ISO_8859_1);
        boolean first = listens(sql, 0, encoding);
        for (int split = 1; split < sql.length; split++) {
            assertThat(listens(sql, split, encoding)).isEqualTo(first);
        }
        return first;
    }

    private boolean listens(byte[] sql, int split, String encoding) {
        SqlTexts.scan(scanner, sql, split, true, ClientEncoding.named(encoding));
        return (scanner.suspicions() & Suspicion.LISTEN) != 0;
    }
}
