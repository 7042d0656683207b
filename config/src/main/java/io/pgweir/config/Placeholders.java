package io.pgweir.config;

import java.util.Map;

/** Puts environment variables where a text says <code>${NAME}</code>; <code>$${</code> stands for itself. */
final class Placeholders {
    private final Map<String, String> environment;
    private final Problems problems;

    Placeholders(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    String expand(String text, Place place) {
        int open = text.indexOf("${");
        return open < 0 ? text : expandFrom(open, text, place);
    }

    private String expandFrom(int firstOpen, String text, Place place) {
        StringBuilder expanded = new StringBuilder();
        int done = 0;
        for (int open = firstOpen; open >= 0; open = text.indexOf("${", done)) {
            boolean escaped = open > done && text.charAt(open - 1) == '$';
            int close = text.indexOf('}', open);
            if (!escaped && close < 0) {
                problems.error(place, "${ without } (expected: ${NAME}, or $${ for the characters themselves)");
                return text;
            }
            expanded.append(text, done, escaped ? open - 1 : open);
            expanded.append(escaped ? "${" : variable(text.substring(open + 2, close), place));
            done = escaped ? open + 2 : close + 1;
        }
        return expanded.append(text, done, text.length()).toString();
    }

    private String variable(String name, Place place) {
        String value = environment.get(name);
        if (value == null) {
            problems.error(place, "environment variable \"" + name + "\" is not set");
        }
        return value == null ? "" : value;
    }
}
