package io.pgweir.protocol.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many parameters a text has: the highest number behind a dollar sign, outside of strings and comments. */
public final class ParameterCount {
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n\\r]*|/\\*.*?\\*/|\\$([A-Za-z_]*)\\$.*?\\$\\1\\$|\\$(\\d{1,5})",
            Pattern.DOTALL);

    private ParameterCount() {}

    /** Off the hot path; comments within comments and strings with escapes are not looked through. */
    public static int of(String sql) {
        int highest = 0;
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            String number = token.group(2);
            highest = number == null ? highest : Math.max(highest, Integer.parseInt(number));
        }
        return highest;
    }
}
