package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.session.Shapes;
import java.util.ArrayList;
import java.util.List;

/** SHOW LEAKS: session state that an audit found and no text showed. */
public final class ShowLeaks {
    /** One find, copied on its loop. */
    public record Row(String database, String user, Shapes.Leak leak) {}

    public static final Table<Row> TABLE = Table.<Row>of()
            .text("database", Row::database)
            .text("user", Row::user)
            .text("application_name", row -> row.leak().application())
            .text("left", row -> row.leak().left())
            .text("shape", row -> Long.toHexString(row.leak().shape()));

    private ShowLeaks() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "LEAKS",
                "session state that statements left unseen, and an audit found",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(), ShowLeaks::rows, rows -> request.answer(TABLE, rows)));
    }

    private static List<Row> rows(Clients clients) {
        List<Row> rows = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            for (Shapes.Leak leak : clients.sessionsOf(pool).shapes().leaks()) {
                rows.add(new Row(
                        pool.route().key().database(), pool.route().key().user(), leak));
            }
        }
        return rows;
    }
}
