package io.pgweir.it.compare;

import io.pgweir.it.harness.WireClient;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Something that a client sends, and how a report shows it.
 *
 * @param ends whether a ReadyForQuery answers it
 */
record Message(String text, boolean ends, Consumer<WireClient> addition) {
    static Message query(String sql) {
        return new Message("Query " + sql, true, client -> client.simple(sql));
    }

    static Message parse(String name, String sql) {
        return part("Parse " + quoted(name) + " " + sql, client -> client.parse(name, sql));
    }

    static Message bind(String portal, String statement, String... values) {
        return part(
                "Bind " + quoted(portal) + " " + quoted(statement)
                        + (values.length == 0 ? "" : Arrays.toString(values)),
                client -> client.bind(portal, statement, values));
    }

    static Message describe(char kind, String name) {
        return part("Describe " + kind + quoted(name), client -> client.describe(kind, name));
    }

    static Message execute(String portal, int maxRows) {
        return part("Execute " + quoted(portal) + " " + maxRows, client -> client.execute(portal, maxRows));
    }

    static Message close(char kind, String name) {
        return part("Close " + kind + quoted(name), client -> client.closing(kind, name));
    }

    static Message flush() {
        return part("Flush", WireClient::flush);
    }

    static Message sync() {
        return new Message("Sync", true, WireClient::sync);
    }

    private static Message part(String text, Consumer<WireClient> addition) {
        return new Message(text, false, addition);
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public String toString() {
        return text;
    }
}
