package io.pgweir.proxy.testing;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;

/** All pools and their servers as a text, as SHOW would have it. */
final class PoolPicture {
    private static final int MAX_POOLS = 5;

    private PoolPicture() {}

    static String of(TestProxy proxy) {
        return String.join("\n", proxy.ask(PoolPicture::of));
    }

    private static String of(Clients clients) {
        StringBuilder picture = new StringBuilder();
        picture.append(clients.loggingIn().size()).append(" clients log in, ");
        picture.append(clients.loggedIn().size()).append(" are logged in\n");
        clients.pools().all().stream()
                .filter(pool -> pool.clients() > 0)
                .limit(MAX_POOLS)
                .forEach(pool -> append(picture, pool));
        return picture.toString();
    }

    private static void append(StringBuilder picture, Pool pool) {
        picture.append("pool ").append(pool.route().key());
        picture.append(": clients ").append(pool.clients());
        picture.append(", waiting ").append(pool.waiting());
        picture.append(", opening ").append(pool.opening()).append('\n');
        for (PooledServer server : pool.members()) {
            picture.append("  server ").append(server.connection().key().pid());
            picture.append(' ').append(server.state());
            picture.append(server.dedicated() ? " dedicated" : "");
            picture.append(" status ").append((char) server.connection().status());
            picture.append(" unread ").append(server.connection().link().unreadBytes());
            picture.append('\n');
        }
    }
}
