package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexerTest {
    private static final int TEXTS = 20_000;
    private static final String[] FRAGMENTS = {
        "select",
        "LISTEN",
        "e",
        "E",
        "u",
        "U&",
        "n",
        "x",
        "b",
        "a1",
        "$",
        "$$",
        "$a$",
        "$1",
        "1",
        "2.5",
        "0x1f",
        "from",
        "'",
        "'",
        "''",
        "\\",
        "\\'",
        "\"",
        "\"\"",
        "\"Name\"",
        "--",
        "-",
        "/",
        "/*",
        "*/",
        "*",
        "\n",
        "\r",
        " ",
        "\t",
        "\f",
        ";",
        ",",
        "(",
        ")",
        ".",
        "&",
        ":",
        "\u00e9",
        "_",
        "long_word_of_twenty_5",
        "\0",
        "'a' -- b\n'c'",
        "E'\\''"
    };

    @Test
    void random_texts_in_random_pieces_are_cut_like_the_reference_does() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            boolean conforming = random.nextInt(4) > 0;

            List<String> tokens = cut(text, conforming, random);

            assertThat(tokens)
                    .as("seed %d, %s, text %s", seed, conforming, text)
                    .isEqualTo(ReferenceLexer.tokens(text, conforming));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int fragments = 1 + random.nextInt(20);
        for (int i = 0; i < fragments; i++) {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }

    private static List<String> cut(String text, boolean conforming, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Recorder recorder = new Recorder();
        Lexer lexer = new Lexer(recorder);
        lexer.begin(conforming);
        int most = 1 + random.nextInt(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(most));
            byte[] piece = Arrays.copyOfRange(bytes, at, end + Word.SPARE_BYTES);
            lexer.scan(piece, 0, end - at);
            Arrays.fill(piece, (byte) 'z'); // nothing may be read later
            at = end;
        }
        lexer.end();
        return recorder.tokens;
    }

    private static final class Recorder implements Tokens {
        private final List<String> tokens = new ArrayList<>();

        @Override
        public void word(Word word) {
            tokens.add("word " + letters(word));
        }

        @Override
        public void name(Word name) {
            tokens.add("name " + letters(name));
        }

        @Override
        public void encodedName() {
            tokens.add("encoded");
        }

        @Override
        public void literal() {
            tokens.add("literal");
        }

        @Override
        public void gluedWord() {
            if (!tokens.get(tokens.size() - 1).equals("glued")) {
                tokens.add("glued"); // once per piece is as good as once
            }
        }

        @Override
        public void symbol(byte symbol) {
            tokens.add("symbol " + (char) (symbol & 0xff));
        }

        private static String letters(Word word) {
            StringBuilder letters = new StringBuilder();
            for (int i = 0; i < word.length(); i++) {
                letters.append((char) (word.letter(i) & 0xff));
            }
            return letters.toString();
        }
    }
}
