package io.pgweir.proxy.console;

import io.pgweir.proxy.error.ProxyError;
import java.util.List;

/** Tables of PgBouncer's that have no rows here: names are resolved by the system, which keeps them to itself. */
final class ShowNothing {
    private static final Table<String> DNS_HOSTS = Table.<String>of()
            .text("hostname", row -> row)
            .int8("ttl", row -> 0)
            .text("addrs", row -> row);

    private static final Table<String> DNS_ZONES = Table.<String>of()
            .text("zonename", row -> row)
            .int8("serial", row -> 0)
            .int4("count", row -> 0);

    private static final Table<String> PEERS = Table.<String>of()
            .int4("peer_id", row -> 0)
            .text("host", row -> row)
            .int4("port", row -> 0)
            .int4("pool_size", row -> 0);

    private static final Table<String> PEER_POOLS = Table.<String>of()
            .int4("peer_id", row -> 0)
            .int4("cl_active_cancel_req", row -> 0)
            .int4("cl_waiting_cancel_req", row -> 0)
            .int4("sv_active_cancel", row -> 0)
            .int4("sv_login", row -> 0);

    private ShowNothing() {}

    static List<ConsoleCommand> commands() {
        return List.of(
                show("DNS_HOSTS", "no rows: the system resolves names", DNS_HOSTS),
                show("DNS_ZONES", "no rows: the system resolves names", DNS_ZONES),
                show("PEERS", "no rows: there are no peers", PEERS),
                show("PEER_POOLS", "no rows: there are no peers", PEER_POOLS),
                ConsoleCommand.action(
                        "SHOW FDS",
                        "",
                        "refused: sockets cannot be handed to another process",
                        request -> request.failed(ProxyError.CONSOLE_NO_FDS.error())));
    }

    private static ConsoleCommand show(String what, String help, Table<String> table) {
        return ConsoleCommand.show(what, help, table, request -> request.answer(table, List.of()));
    }
}
