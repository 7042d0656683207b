package io.pgweir.proxy.console;

import io.netty.channel.unix.DomainSocketAddress;
import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.Stage;
import io.pgweir.proxy.net.ConnectionName;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.relay.Relay;
import io.pgweir.proxy.server.ServerConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A line of SHOW CLIENTS or SHOW SERVERS: the two have the same columns. Taken on the loop, read anywhere. */
record SocketRow(
        String type,
        String user,
        String database,
        String state,
        Address remote,
        Address local,
        long connectMillis,
        long requestMillis,
        long waitMicros,
        boolean closeNeeded,
        long id,
        long linkId,
        int remotePid,
        String tls,
        String applicationName,
        int preparedStatements,
        int unread,
        int unsent) {

    /** Host and port; for a Unix socket {@code unix} and 0. */
    record Address(String host, int port) {
        static Address of(SocketAddress address) {
            if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
                return new Address(inet.getAddress().getHostAddress(), inet.getPort());
            }
            return new Address(address instanceof DomainSocketAddress ? "unix" : "", 0);
        }
    }

    /** SHOW CLIENTS and SHOW SERVERS. */
    static final Table<SocketRow> TABLE = table(SocketRow::state);

    /** SHOW SOCKETS: how many bytes wait on each; other than PgBouncer's, our buffers have no positions. */
    static final Table<SocketRow> SOCKETS = table(row -> (row.type().equals("C") ? "cl_" : "sv_") + row.state())
            .int4("recv_pos", row -> 0)
            .int4("pkt_pos", row -> 0)
            .int4("pkt_remain", row -> 0)
            .int4("send_pos", row -> 0)
            .int4("send_remain", row -> 0)
            .int4("pkt_avail", SocketRow::unread)
            .int4("send_avail", SocketRow::unsent);

    private static Table<SocketRow> table(Function<SocketRow, String> state) {
        return Table.<SocketRow>of()
                .text("type", SocketRow::type)
                .text("user", SocketRow::user)
                .text("database", SocketRow::database)
                .text("replication", row -> "none")
                .text("state", state)
                .text("addr", row -> row.remote().host())
                .int4("port", row -> row.remote().port())
                .text("local_addr", row -> row.local().host())
                .int4("local_port", row -> row.local().port())
                .text("connect_time", row -> Times.text(row.connectMillis()))
                .text("request_time", row -> Times.text(row.requestMillis()))
                .int4("wait", row -> Times.seconds(row.waitMicros()))
                .int4("wait_us", row -> Times.restMicros(row.waitMicros()))
                .int4("close_needed", row -> row.closeNeeded() ? 1 : 0)
                .text("ptr", row -> ConnectionName.pointer(row.id()))
                .text("link", row -> row.linkId() == 0 ? "" : ConnectionName.pointer(row.linkId()))
                .int4("remote_pid", SocketRow::remotePid)
                .text("tls", SocketRow::tls)
                .text("application_name", SocketRow::applicationName)
                .int4("prepared_statements", SocketRow::preparedStatements)
                .int4("id", row -> (int) row.id());
    }

    static SocketRow of(Client client, long nowNanos) {
        Link link = client.link();
        Optional<Relay> relay = client.relay();
        Optional<PooledServer> server = relay.flatMap(Relay::server);
        boolean waiting = relay.map(Relay::waiting).orElse(false);
        long requestNanos = relay.map(Relay::requestNanos).orElse(nowNanos);
        return new SocketRow(
                "C",
                client.user(),
                client.database(),
                state(client, waiting, server.isPresent()),
                Address.of(link.remoteAddress()),
                Address.of(link.localAddress()),
                client.connectedMillis(),
                Times.millisOf(requestNanos, nowNanos),
                waiting ? (nowNanos - requestNanos) / 1_000 : 0,
                false,
                client.id(),
                server.map(held -> held.connection().id()).orElse(0L),
                0,
                link.tlsDescription(),
                relay.map(one -> one.session().settings().valueOf("application_name"))
                        .orElse(""),
                relay.map(one -> one.session().statements().size()).orElse(0),
                link.unreadBytes(),
                link.unsentBytes());
    }

    private static String state(Client client, boolean waiting, boolean served) {
        if (client.stage() == Stage.SESSION) {
            return waiting ? "waiting" : served ? "active" : "idle";
        }
        return client.stage() == Stage.CONSOLE ? "active" : "login";
    }

    /** Whether something is going on. */
    boolean active() {
        return state.equals("active") || unread > 0 || unsent > 0;
    }

    static SocketRow of(PooledServer server, long holderId, long nowNanos) {
        ServerConnection connection = server.connection();
        return new SocketRow(
                "S",
                server.pool().route().key().user(),
                server.pool().route().key().database(),
                state(server, nowNanos),
                Address.of(connection.link().remoteAddress()),
                Address.of(connection.link().localAddress()),
                connection.connectedMillis(),
                Times.millisOf(server.sinceNanos(), nowNanos),
                0,
                server.closeNeeded(),
                connection.id(),
                holderId,
                connection.key().pid(),
                connection.link().tlsDescription(),
                connection.settings().valueOf("application_name"),
                connection.statements().size(),
                connection.link().unreadBytes(),
                connection.link().unsentBytes());
    }

    /** PgBouncer calls a server that has been idle for longer than server_check_delay {@code used}. */
    private static String state(PooledServer server, long nowNanos) {
        if (server.state() != ServerState.IDLE) {
            return server.state().name().toLowerCase(Locale.ROOT);
        }
        long delay = server.pool().route().connections().checkDelay().toNanos();
        return nowNanos - server.sinceNanos() > delay ? "used" : "idle";
    }
}
