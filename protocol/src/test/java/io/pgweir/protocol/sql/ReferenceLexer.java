package io.pgweir.protocol.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lexer should find, by regular expressions over the whole text: slow, and easy to compare with scan.l. */
final class ReferenceLexer {
    private static final String START = "[A-Za-z_\\x80-\\xff]";
    private static final String PART = "[A-Za-z0-9_$\\x80-\\xff]";
    private static final String CONTINUED =
            "(?:[ \\t\\f\\x0b]|--[^\\r\\n]*+)*+[\\r\\n](?:\\s|--[^\\r\\n]*+(?=[\\r\\n]))*+";
    private static final String AGAIN = "'(?:" + CONTINUED + ")?'";
    private static final String PLAIN_BODY = "[^']*+";
    private static final String ESCAPE_BODY = "(?:[^'\\\\]|\\\\.)*+";

    private static final Pattern SPACE = Pattern.compile("[\\s\\x00]+|--[^\\r\\n]*");
    private static final Pattern PREFIX = Pattern.compile("(?:[ebxn]|u&)?'", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("u&\"[^\"]*+\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern WORD = Pattern.compile(START + PART + "*");
    private static final Pattern NUMBER = Pattern.compile("\\$?[0-9][A-Za-z0-9_$.\\x80-\\xff]*");
    private static final Pattern GLUED = Pattern.compile("[g-np-wyzG-NP-WYZ\\x80-\\xff]");
    private static final Pattern TAG = Pattern.compile("\\$(?:" + START + "[A-Za-z0-9_\\x80-\\xff]*)?");

    private final String text;
    private final boolean conforming;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private ReferenceLexer(String text, boolean conforming) {
        this.text = text;
        this.conforming = conforming;
    }

    static List<String> tokens(String text, boolean conforming) {
        ReferenceLexer lexer = new ReferenceLexer(text, conforming);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    private void next() {
        if (!taken(SPACE).isEmpty()) {
            return;
        }
        if (text.startsWith("/*", at)) {
            comment();
        } else if (!looking(PREFIX).isEmpty()) {
            string(looking(PREFIX).toLowerCase(Locale.ROOT));
        } else if (!taken(ENCODED).isEmpty()) {
            tokens.add("encoded");
        } else if (text.charAt(at) == '"') {
            name();
        } else if (!looking(NUMBER).isEmpty()) {
            tokens.add("literal");
            if (GLUED.matcher(taken(NUMBER)).find()) {
                tokens.add("glued");
            }
        } else if (text.charAt(at) == '$') {
            dollar();
        } else if (!looking(WORD).isEmpty()) {
            tokens.add("word " + cut(taken(WORD)));
        } else {
            tokens.add("symbol " + text.charAt(at++));
        }
    }

    private void comment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    private void string(String prefix) {
        boolean plain = prefix.equals("'") || prefix.equals("n'");
        String body = prefix.equals("e'") || (plain && !conforming) ? ESCAPE_BODY : PLAIN_BODY;
        Pattern string = Pattern.compile(
                Pattern.quote(prefix) + body + "(?:" + AGAIN + body + ")*+'",
                Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
        tokens.add("literal");
        if (taken(string).isEmpty()) {
            at = text.length();
        }
    }

    private void name() {
        Matcher matcher = NAME.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            tokens.add("name " + cut(matcher.group(1)));
            at = matcher.end();
        } else {
            at = text.length();
        }
    }

    private void dollar() {
        tokens.add("literal");
        String tag = taken(TAG) + "$";
        if (text.startsWith("$", at)) {
            int end = text.indexOf(tag, at + 1);
            at = end < 0 ? text.length() : end + tag.length();
        }
    }

    private static String cut(String word) {
        StringBuilder lower = new StringBuilder();
        word.chars()
                .limit(Word.MAX_BYTES)
                .forEach(c -> lower.append(c < 0x80 ? Character.toLowerCase((char) c) : (char) c));
        return lower.toString();
    }

    /** What the pattern matches here, or nothing. */
    private String looking(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private String taken(Pattern pattern) {
        String found = looking(pattern);
        at += found.length();
        return found;
    }
}
