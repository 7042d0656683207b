package io.pgweir.protocol.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of a text, and which settings each gives its default again. Off the hot path, for texts that the
 * scanner suspects of that; it knows the usual ones and says so when a text is not one.
 *
 * @param end index behind the statement, of the semicolon or the end of the text
 * @param resets what it resets: empty for nothing, {@link #ALL}, or a setting's name in lower case
 * @param local whether for the rest of the transaction only
 */
public record ResetText(int end, String resets, boolean local) {
    /** All settings. */
    public static final String ALL = "*";

    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n\\r]*|/\\*.*?\\*/" + "|\\$([A-Za-z_]*)\\$.*?\\$\\1\\$|;",
            Pattern.DOTALL);
    private static final Pattern UNUSUAL = Pattern.compile(
            "\\be'|[^\\x00-\\x7f]|/\\*(?:(?!\\*/).)*/\\*|\\batomic\\b|\\brule\\b|\\bu&",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("--[^\\n\\r]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final String NAME = "(time\\s+zone|[\\w$.]+|\"[\\w$. ]+\")";
    private static final Pattern RESET = Pattern.compile("reset\\s+" + NAME);
    private static final Pattern TO_DEFAULT =
            Pattern.compile("set\\s+(?:(session|local)\\s+)?" + NAME + "\\s*(?:to\\b|=|\\s)\\s*(?:default|local)");

    /**
     * All statements of a text but empty ones; nothing when the text is not a usual one.
     *
     * @param standardConformingStrings the session's setting: off makes a backslash an escape in plain strings
     */
    public static Optional<List<ResetText>> statements(String sql, boolean standardConformingStrings) {
        if (UNUSUAL.matcher(sql).find() || (!standardConformingStrings && sql.indexOf('\\') >= 0)) {
            return Optional.empty();
        }
        List<ResetText> statements = new ArrayList<>();
        Matcher token = TOKEN.matcher(sql);
        int from = 0;
        while (token.find()) {
            if (token.group().equals(";")) {
                add(statements, sql, from, token.start());
                from = token.end();
            }
        }
        add(statements, sql, from, sql.length());
        return Optional.of(statements);
    }

    private static void add(List<ResetText> statements, String sql, int from, int end) {
        String text = COMMENT.matcher(sql.substring(from, end))
                .replaceAll(" ")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!text.isEmpty()) {
            statements.add(of(text, end));
        }
    }

    private static ResetText of(String text, int end) {
        Matcher reset = RESET.matcher(text);
        if (reset.matches()) {
            return new ResetText(end, name(reset.group(1)), false);
        }
        Matcher toDefault = TO_DEFAULT.matcher(text);
        return toDefault.matches()
                ? new ResetText(end, name(toDefault.group(2)), "local".equals(toDefault.group(1)))
                : new ResetText(end, "", false);
    }

    private static String name(String written) {
        return switch (written) {
            case "all" -> ALL;
            case "session", "transaction", "role", "session_authorization" -> ""; // no startup value comes back
            default ->
                written.startsWith("time") ? written.replaceAll("time\\s+zone", "timezone") : written.replace("\"", "");
        };
    }

    /** Whether it gives this setting its default again. */
    public boolean resets(String name) {
        return resets.equals(ALL) || resets.equals(name);
    }
}
