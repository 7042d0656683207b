package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Overview;
import java.util.List;
import java.util.Optional;

/** SHOW STATE: whether everything is paused or suspended. */
final class ShowState {
    private record Row(String key, boolean value) {}

    private static final Table<Row> TABLE =
            Table.<Row>of().text("key", Row::key).text("value", row -> row.value() ? "yes" : "no");

    private ShowState() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "STATE",
                "whether everything is paused or suspended",
                TABLE,
                request -> overview.collect(
                        request.loop(),
                        clients -> List.of(clients.pools().paused(Optional.empty())),
                        paused -> request.answer(
                                TABLE,
                                rows(
                                        paused.contains(true),
                                        overview.gateway().switches().suspended()))));
    }

    private static List<Row> rows(boolean paused, boolean suspended) {
        return List.of(
                new Row("active", !paused && !suspended), new Row("paused", paused), new Row("suspended", suspended));
    }
}
