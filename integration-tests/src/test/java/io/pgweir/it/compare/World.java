package io.pgweir.it.compare;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** A database of its own and a way to it, with a seat for each client, and somebody who watches directly. */
final class World implements AutoCloseable {
    /** Makes a way to the database forget who went it before. */
    @FunctionalInterface
    interface Refresh {
        void run() throws IOException;
    }

    private final List<Seat> seats;
    private final WireClient watcher;
    private final Refresh refresh;

    /**
     * Makes the database.
     *
     * @param port where clients are let in
     */
    World(Postgres postgres, String database, int port, Refresh refresh) throws IOException, SQLException {
        this.refresh = refresh;
        Sql.database(postgres, database);
        watcher = WireClient.login(postgres.port(), database, Postgres.SUPERUSER);
        ask(Grammar.text("/compare/schema.sql"));
        // Nobody waits for another client's lock; should a pooler mix up who has it, nobody waits long.
        ask("ALTER DATABASE " + database + " SET lock_timeout = '500ms'");
        // A setting that PostgreSQL does not know is null until a session sets it, and never again in that backend.
        ask("ALTER DATABASE " + database + " SET app.tenant = 'nobody'");
        ask("ALTER DATABASE " + database + " SET app.person = 'nobody'");
        seats = IntStream.range(0, Scenario.CLIENTS)
                .mapToObj(number -> new Seat(port, database))
                .toList();
    }

    Seat seat(int client) {
        return seats.get(client);
    }

    List<Seat> seats() {
        return seats;
    }

    /** Begins a step; {@link Seat#hear} is how it ends. */
    void begin(Step step, String user) throws IOException {
        Seat seat = seat(step.client());
        if (step instanceof Step.Come come) {
            seat.come(user, come.settings());
        } else if (step instanceof Step.Say say) {
            if (!seat.present()) {
                seat.come(user, List.of());
                Outcome unused = seat.hear();
            }
            seat.say(say.messages());
        } else if (step instanceof Step.Leave leave) {
            seat.leave(leave.politely());
        }
    }

    /** Everybody goes, and nothing that was done remains. */
    void clear() throws IOException {
        for (Seat seat : seats) {
            seat.leave(false);
        }
        refresh.run();
        awaitGone(0);
        ask("SELECT clear()");
    }

    /** Waits until a backend has ended, 0 for all of them. */
    void awaitGone(int pid) throws IOException {
        ask("SELECT await_gone(" + pid + ")");
    }

    /** The advisory locks of everybody. */
    String locks() throws IOException {
        return String.valueOf(ask("SELECT locks()").value());
    }

    /** The advisory locks of everybody, at the latest a second after they became these. */
    String awaitLocks(String wanted) throws IOException {
        return String.valueOf(ask("SELECT await_locks('" + wanted + "')").value());
    }

    private Answer ask(String sql) throws IOException {
        Answer answer = watcher.query(sql);
        if (answer.failed() || answer.closed()) {
            throw new IllegalStateException("PostgreSQL says " + answer.messages());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (Seat seat : seats) {
            seat.leave(false);
        }
        watcher.close();
    }
}
