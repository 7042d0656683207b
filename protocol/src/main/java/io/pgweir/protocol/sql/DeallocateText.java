package io.pgweir.protocol.sql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that is exactly {@code DEALLOCATE [PREPARE] name [;]}; off the hot path. */
public final class DeallocateText {
    private static final String QUOTED = "\"(?:[^\"]|\"\")+\"";
    private static final String UNQUOTED = "[A-Za-z_\\x80-\\x{10FFFF}][\\w$\\x80-\\x{10FFFF}]*";
    private static final Pattern STATEMENT = Pattern.compile(
            "[\\s;]*deallocate(?![\\w$\\x80-\\x{10FFFF}])\\s*(?:prepare\\s*(?=[\"\\s])\\s*(?=[^\\s;]))?(" + QUOTED + "|"
                    + UNQUOTED + ")[\\s;]*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ALL =
            Pattern.compile("[\\s;]*deallocate\\s+(?:prepare\\s+)?all[\\s;]*", Pattern.CASE_INSENSITIVE);

    private DeallocateText() {}

    /** Whether the text is exactly {@code DEALLOCATE [PREPARE] ALL [;]}. */
    public static boolean isAll(String sql) {
        return ALL.matcher(withoutComments(sql)).matches();
    }

    /** The statement's name as the server knows it; empty for any other text, and for ALL. */
    public static Optional<String> name(String sql) {
        Matcher matcher = STATEMENT.matcher(withoutComments(sql));
        return matcher.matches() ? nameOf(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> nameOf(String written) {
        if (written.startsWith("\"")) {
            return Optional.of(written.substring(1, written.length() - 1).replace("\"\"", "\""));
        }
        String name = lowerCase(written);
        return name.equals("all") ? Optional.empty() : Optional.of(name);
    }

    /** Only ASCII, as servers with a multi-byte encoding do. */
    private static String lowerCase(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        name.chars().forEach(c -> lower.append(c < 0x80 ? Character.toLowerCase((char) c) : (char) c));
        return lower.toString();
    }

    /** Every comment outside of quotes becomes a space. */
    private static String withoutComments(String sql) {
        StringBuilder rest = new StringBuilder(sql.length());
        int at = 0;
        boolean quoted = false;
        while (at < sql.length()) {
            int end = quoted ? at : commentEnd(sql, at);
            if (end > at) {
                rest.append(' ');
                at = end;
                continue;
            }
            quoted ^= sql.charAt(at) == '"';
            rest.append(sql.charAt(at++));
        }
        return rest.toString();
    }

    private static int commentEnd(String sql, int at) {
        if (sql.startsWith("--", at)) {
            int end = at;
            while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
                end++;
            }
            return end;
        }
        return sql.startsWith("/*", at) ? blockEnd(sql, at) : at;
    }

    private static int blockEnd(String sql, int from) {
        int depth = 0;
        int at = from;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        return Math.min(at, sql.length());
    }
}
