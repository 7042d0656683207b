package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;

/**
 * PgBouncer's {@code key=value key='a value'} list, as it stands behind the name of a database or user; two single
 * quotes inside of quotes are one.
 */
final class ConnectString {
    private final String owner;
    private final String text;
    private final Place start;
    private final Problems problems;
    private final List<IniEntry> pairs = new ArrayList<>();
    private int at;

    private ConnectString(RawText source, String owner, Problems problems) {
        this.owner = owner;
        this.text = source.text();
        this.start = source.place();
        this.problems = problems;
    }

    /** The pairs up to the first that cannot be read; that one is reported. The text may hold passwords, so it is not. */
    static List<IniEntry> parse(RawText source, String owner, Problems problems) {
        ConnectString string = new ConnectString(source, owner, problems);
        string.skipBlanks();
        while (string.at < string.text.length()) {
            string.pair();
        }
        return string.pairs;
    }

    private void pair() {
        int keyStart = at;
        while (at < text.length() && text.charAt(at) != '=' && !atBlank()) {
            at++;
        }
        String key = text.substring(keyStart, at);
        skipBlanks();
        if (key.isEmpty() || at == text.length() || text.charAt(at) != '=') {
            fail("expected: key=value");
            return;
        }
        at++;
        skipBlanks();
        Place place = start.right(at);
        RawText value = new RawText(key + " of " + owner, place, value());
        pairs.add(new IniEntry(key, start.right(keyStart), value));
        skipBlanks();
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == '\'') {
            return quoted();
        }
        int from = at;
        while (at < text.length() && !atBlank()) {
            at++;
        }
        return text.substring(from, at);
    }

    private String quoted() {
        int from = at + 1;
        int close = text.indexOf('\'', from);
        while (close >= 0 && text.startsWith("''", close)) {
            close = text.indexOf('\'', close + 2);
        }
        if (close < 0) {
            fail("expected: a closing quote");
            return "";
        }
        at = close + 1;
        if (at < text.length() && !atBlank()) {
            fail("expected: a space behind the closing quote");
        }
        return text.substring(from, close).replace("''", "'");
    }

    private void fail(String expectation) {
        problems.error(start.right(at), "syntax error in the settings of " + owner + " (" + expectation + ")");
        at = text.length();
    }

    private boolean atBlank() {
        return text.charAt(at) == ' ' || text.charAt(at) == '\t';
    }

    private void skipBlanks() {
        while (at < text.length() && atBlank()) {
            at++;
        }
    }
}
