package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.ResetText;
import io.pgweir.proxy.server.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text in which the client's own startup values follow each statement that resets settings, so that the statements
 * behind it see them. A server knows only what it was started with itself.
 *
 * <p>Whoever sends it leaves out the CommandComplete of what was put in, and corrects the positions of errors.
 */
public final class RestoringText {
    private final String sql;
    private final List<Insertion> insertions;
    private int completed;
    private int due;
    private int swallowed;

    /**
     * @param statement behind which of the client's statements it stands, from 1
     * @param at index in the client's text
     * @param commands how many statements it has
     */
    private record Insertion(int statement, int at, int length, int commands) {}

    private RestoringText(String sql, List<Insertion> insertions) {
        this.sql = sql;
        this.insertions = insertions;
    }

    /** Nothing when there is nothing to put in, or the text is one that cannot be taken apart. */
    static Optional<RestoringText> of(
            Optional<List<ResetText>> statements, String sql, Settings startup, Settings born) {
        if (statements.isEmpty() || statements.get().size() < 2) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        List<Insertion> insertions = new ArrayList<>();
        int number = 0;
        int from = 0;
        for (ResetText statement : statements.get()) {
            number++;
            List<String> restored = StartupValues.restore(statement, startup, born);
            if (!restored.isEmpty()) {
                String more = ";" + String.join(";", restored);
                text.append(sql, from, statement.end()).append(more);
                from = statement.end();
                insertions.add(new Insertion(number, from, more.length(), restored.size()));
            }
        }
        text.append(sql, from, sql.length());
        return insertions.isEmpty() ? Optional.empty() : Optional.of(new RestoringText(text.toString(), insertions));
    }

    /** What the server is to run. */
    public String sql() {
        return sql;
    }

    /** A statement ended well; answers whether it is one that was put in. */
    public boolean completes() {
        if (due > 0) {
            due--;
            return true;
        }
        completed++;
        if (swallowed < insertions.size() && insertions.get(swallowed).statement() == completed) {
            due = insertions.get(swallowed).commands();
            swallowed++;
        }
        return false;
    }

    /** Where in the client's text a position in the server's is; both count from 1. */
    public int position(int there) {
        int here = there;
        for (Insertion insertion : insertions) {
            if (here > insertion.at()) {
                here = Math.max(insertion.at(), here - insertion.length());
            }
        }
        return here;
    }
}
