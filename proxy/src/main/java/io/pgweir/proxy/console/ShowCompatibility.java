package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.session.Compatibility;
import java.util.ArrayList;
import java.util.List;

/** SHOW COMPATIBILITY: what applications did that needs session tracking, where session_state is report. */
public final class ShowCompatibility {
    /** One application, feature and shape of statement, copied on its loop. */
    public record Row(String database, String user, Compatibility.Entry entry, long count) {}

    public static final Table<Row> TABLE = Table.<Row>of()
            .text("database", Row::database)
            .text("user", Row::user)
            .text("application_name", row -> row.entry().application())
            .text("feature", row -> row.entry().feature())
            .int8("count", Row::count)
            .text("example", row -> row.entry().example());

    private ShowCompatibility() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "COMPATIBILITY",
                "what would break without session tracking, where session_state is report",
                TABLE,
                request -> overview.collect(
                        request.client().link().loop(), ShowCompatibility::rows, rows -> request.answer(TABLE, rows)));
    }

    private static List<Row> rows(Clients clients) {
        List<Row> rows = new ArrayList<>();
        for (Pool pool : clients.pools().all()) {
            for (Compatibility.Entry entry :
                    clients.sessionsOf(pool).compatibility().entries()) {
                rows.add(new Row(
                        pool.route().key().database(), pool.route().key().user(), entry, entry.count()[0]));
            }
        }
        return rows;
    }
}
