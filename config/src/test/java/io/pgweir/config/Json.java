package io.pgweir.config;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and booleans as JSON; lists of plain values stay on one line. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String text(Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.text.toString();
    }

    private void value(Object value, String newline) {
        if (value instanceof Map<?, ?> map) {
            object(map, newline);
        } else if (value instanceof List<?> list) {
            array(list, newline);
        } else if (value instanceof String string) {
            quoted(string);
        } else {
            text.append(value);
        }
    }

    private void object(Map<?, ?> map, String newline) {
        text.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            text.append(newline).append("  ");
            quoted((String) entry.getKey());
            text.append(": ");
            value(entry.getValue(), newline + "  ");
            text.append(entries.hasNext() ? "," : newline);
        }
        text.append('}');
    }

    private void array(List<?> list, String newline) {
        String between = "";
        text.append('[');
        for (Object item : list) {
            text.append(between);
            value(item, newline + "  ");
            between = ", ";
        }
        text.append(']');
    }

    private void quoted(String string) {
        text.append('"')
                .append(string.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }
}
