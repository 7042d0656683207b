package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WordTest {
    private static final String WORD = "eight_by";

    @Test
    @DisplayName("A word ends at each byte that is no part of one, wherever it is among eight")
    void a_word_ends_at_each_byte_that_is_no_part_of_one() {
        for (int place = 0; place < Long.BYTES; place++) {
            for (int b = 0; b < 256; b++) {
                byte[] eight = WORD.getBytes(StandardCharsets.US_ASCII);
                eight[place] = (byte) b;
                boolean part = Characters.is(Characters.WORD_PART, (byte) b);
                long bit = part ? 0 : 0x80L << (Byte.SIZE * place);
                assertThat(Word.ends(Word.eight(eight, 0)))
                        .as("byte %d at %d", b, place)
                        .isEqualTo(bit);
            }
        }
    }
}
