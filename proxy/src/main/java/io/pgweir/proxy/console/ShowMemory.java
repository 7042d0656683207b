package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.pool.Pool;
import java.util.List;

/**
 * SHOW MEM: PgBouncer's caches with how many of each are in use, and the heap in kilobytes, which is where all of them
 * are.
 */
final class ShowMemory {
    /** What one loop has. */
    private record Part(int pools, int servers, int clients) {}

    private record Row(String name, int size, int used, int free, int total) {}

    private static final int KILO = 1024;

    private static final Table<Row> TABLE = Table.<Row>of()
            .text("name", Row::name)
            .int4("size", Row::size)
            .int4("used", Row::used)
            .int4("free", Row::free)
            .int4("memtotal", Row::total);

    private ShowMemory() {}

    static ConsoleCommand command(Overview overview) {
        return ConsoleCommand.show(
                "MEM",
                "how many there are of what PgBouncer has caches for, and the heap in kB",
                TABLE,
                request -> overview.collect(
                        request.loop(),
                        clients -> List.of(part(clients)),
                        parts -> request.answer(TABLE, rows(overview, parts))));
    }

    private static Part part(Clients clients) {
        int servers = 0;
        for (Pool pool : clients.pools().all()) {
            servers += pool.members().size();
        }
        int here = clients.loggedIn().size() + clients.loggingIn().size();
        return new Part(clients.pools().all().size(), servers, here);
    }

    private static List<Row> rows(Overview overview, List<Part> parts) {
        Runtime runtime = Runtime.getRuntime();
        int total = (int) (runtime.totalMemory() / KILO);
        int free = (int) (runtime.freeMemory() / KILO);
        return List.of(
                counted("user_cache", ShowUsers.names(overview.gateway()).size()),
                counted(
                        "db_cache",
                        overview.gateway().rules().config().databases().size()),
                counted("pool_cache", parts.stream().mapToInt(Part::pools).sum()),
                counted("server_cache", parts.stream().mapToInt(Part::servers).sum()),
                counted("client_cache", parts.stream().mapToInt(Part::clients).sum()),
                counted("iobuf_cache", overview.gateway().clients().size()),
                new Row("heap", KILO, total - free, free, total));
    }

    private static Row counted(String name, int used) {
        return new Row(name, 0, used, 0, 0);
    }
}
