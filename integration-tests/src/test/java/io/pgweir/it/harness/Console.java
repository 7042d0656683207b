package io.pgweir.it.harness;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The admin console of a pgweir or a PgBouncer. */
public final class Console implements AutoCloseable {
    private final WireClient client;

    public Console(WireClient client) {
        this.client = client;
    }

    /** Runs a command that must succeed. */
    public Answer run(String command) throws IOException {
        Answer answer = client.query(command);
        if (answer.failed()) {
            throw new AssertionError(command + " failed: " + answer.error());
        }
        return answer;
    }

    /** The rows of a SHOW command. */
    public List<Map<String, @Nullable String>> show(String table) throws IOException {
        return run("SHOW " + table).table();
    }

    /** The only row of a table whose column has this value. */
    public Map<String, @Nullable String> row(String table, String column, String value) throws IOException {
        List<Map<String, @Nullable String>> rows = rows(table, row -> value.equals(row.get(column)));
        if (rows.size() != 1) {
            throw new AssertionError("not one row with " + column + " = " + value + " in " + table + ": " + rows);
        }
        return rows.get(0);
    }

    /** The rows of a table that are wanted. */
    public List<Map<String, @Nullable String>> rows(String table, Predicate<Map<String, @Nullable String>> wanted)
            throws IOException {
        return show(table).stream().filter(wanted).toList();
    }

    /** A number of the only pool of a database. */
    public int pool(String database, String column) throws IOException {
        String value = row("POOLS", "database", database).get(column);
        return value == null ? 0 : Integer.parseInt(value);
    }

    public WireClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
