package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Texts with commas between them; a YAML list does as well.
 *
 * @param allowed the only items that there are; empty allows any
 */
record ListType(List<String> allowed) implements ValueType<List<String>> {
    @Override
    public String name() {
        return "list";
    }

    @Override
    public String expected() {
        return allowed.isEmpty() ? "texts separated by commas" : "a list of " + String.join(", ", allowed);
    }

    @Override
    public Optional<List<String>> parse(String text) {
        List<String> items = split(text);
        return allowed.isEmpty() || allowed.containsAll(items) ? Optional.of(items) : Optional.empty();
    }

    static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        for (int start = 0; start <= text.length(); ) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            String item = text.substring(start, end).strip();
            if (!item.isEmpty()) {
                items.add(item);
            }
            start = end + 1;
        }
        return List.copyOf(items);
    }

    @Override
    public String format(List<String> value) {
        return String.join(",", value);
    }
}
