package io.pgweir.it.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backend answered up to ReadyForQuery, or up to the end of the connection.
 *
 * @param closed whether the connection ended
 */
public record Answer(List<WireMessage> messages, boolean closed) {
    /** The types of the messages in their order, as {@code TDCZ}; ParameterStatus, notices, notifications left out. */
    public String types() {
        StringBuilder types = new StringBuilder();
        messages.forEach(message -> types.append("SNA".indexOf(message.type()) < 0 ? message.type() : ""));
        return types.toString();
    }

    /** All messages of this type. */
    public List<WireMessage> all(char type) {
        return messages.stream().filter(message -> message.type() == type).toList();
    }

    /** The rows, in text format. */
    public List<List<@Nullable String>> rows() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        all('D').forEach(row -> rows.add(row.values()));
        return rows;
    }

    /** The only value of the only row. */
    public @Nullable String value() {
        List<List<@Nullable String>> rows = rows();
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw new AssertionError("not one value but " + this);
        }
        return rows.get(0).get(0);
    }

    /** The rows by the names of their columns. */
    public List<Map<String, @Nullable String>> table() {
        List<String> columns = all('T').get(0).columns();
        List<Map<String, @Nullable String>> table = new ArrayList<>();
        for (List<@Nullable String> values : rows()) {
            Map<String, @Nullable String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i).split(":", 2)[0], values.get(i));
            }
            table.add(row);
        }
        return table;
    }

    /** The only error. */
    public WireMessage error() {
        List<WireMessage> errors = all('E');
        if (errors.size() != 1) {
            throw new AssertionError("not one error but " + this);
        }
        return errors.get(0);
    }

    public boolean failed() {
        return !all('E').isEmpty();
    }

    /** Command tags, in order. */
    public List<String> tags() {
        return all('C').stream().map(WireMessage::cstring).toList();
    }

    /** The transaction status that ends it: I, T or E. */
    public char status() {
        List<WireMessage> ready = all('Z');
        if (ready.isEmpty()) {
            throw new AssertionError("no ReadyForQuery but " + this);
        }
        return (char) ready.get(ready.size() - 1).body()[0];
    }
}
