package io.pgweir.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a text that may be those of custom settings ({@code app.tenant}): dotted names, quoted or not, and
 * strings that look like one. It finds too many on purpose, columns for example; off the hot path.
 */
public final class PlaceholderNames {
    /** More than any sensible text sets. */
    public static final int MAX_NAMES = 64;

    /** Two names of 63 bytes. */
    public static final int MAX_BYTES = 126;

    private static final String PART = "(?:[A-Za-z_\\x80-\\x{10FFFF}][\\w$\\x80-\\x{10FFFF}]*|\"(?:[^\"]|\"\")+\")";
    private static final Pattern NAME = Pattern.compile("(?<![\\w$\".])" + PART + "(?:\\s*\\.\\s*" + PART + ")+");
    private static final Pattern SPACE_AROUND_DOT = Pattern.compile("\\s*\\.\\s*");

    private PlaceholderNames() {}

    /** In lower case, in the order of the text, without looking at the kinds of string and comment. */
    public static Set<String> in(String sql) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(sql);
        while (names.size() < MAX_NAMES && matcher.find()) {
            String name = SPACE_AROUND_DOT
                    .matcher(matcher.group())
                    .replaceAll(".")
                    .replace("\"", "")
                    .toLowerCase(Locale.ROOT);
            if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
                names.add(name);
            }
        }
        return names;
    }
}
