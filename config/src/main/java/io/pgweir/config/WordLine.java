package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of an HBA or ident file: words between white space, some in double quotes, and {@code #} before a comment.
 * Words that a comma joins are one list.
 */
final class WordLine {
    /**
     * A word.
     *
     * @param quoted whether it began with a quote: then it is a name, never a keyword
     */
    record Word(String text, boolean quoted) {
        boolean is(String keyword) {
            return !quoted && text.equals(keyword);
        }
    }

    private final String line;
    private int at;

    private WordLine(String line) {
        this.line = line;
    }

    /** The lists of the line, most of them of one word; empty when a quote is not closed. */
    static Optional<List<List<Word>>> read(String line) {
        return new WordLine(line).lists();
    }

    private Optional<List<List<Word>>> lists() {
        List<List<Word>> lists = new ArrayList<>();
        boolean joined = false;
        while (skipSpace()) {
            if (line.charAt(at) == ',') {
                at++;
                joined = true;
                continue;
            }
            Word word = word();
            if (at > line.length()) {
                return Optional.empty();
            }
            if (!joined || lists.isEmpty()) {
                lists.add(new ArrayList<>());
            }
            lists.get(lists.size() - 1).add(word);
            joined = false;
        }
        return Optional.of(lists);
    }

    /** Answers whether something follows. */
    private boolean skipSpace() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length() && line.charAt(at) != '#';
    }

    /** Leaves the index behind the end of the line when a quote is not closed. */
    private Word word() {
        boolean begins = line.charAt(at) == '"';
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        while (at < line.length() && (quoted || !endsWord(line.charAt(at)))) {
            char c = line.charAt(at++);
            if (c != '"') {
                text.append(c);
            } else if (quoted && line.startsWith("\"", at)) {
                text.append(line.charAt(at++));
            } else {
                quoted = !quoted;
            }
        }
        at = quoted ? line.length() + 1 : at;
        return new Word(text.toString(), begins);
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || c == ',' || c == '#';
    }
}
