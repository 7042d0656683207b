package io.pgweir.proxy.client;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.PoolMode;
import io.pgweir.config.Secret;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.pool.LeaseHolder;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.route.Lookup;
import io.pgweir.proxy.route.Route;
import io.pgweir.proxy.server.OwnQuery;
import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.session.SettingsReplay;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Asks PostgreSQL for the secret of one user, with auth_query on a server of auth_user. It works on the loop where that
 * server's pool is at home, and tells its asker on the asker's.
 *
 * <p>The server has the settings that it was born with: nothing of what any client said is set there, neither by the one
 * who logs in (CVE-2025-12819) nor by one before. The name is a parameter, never part of the text.
 */
final class SecretLookup implements LeaseHolder {
    /** Whoever wants to know. */
    interface Asker {
        /** @param secret empty when the user has none that could be right */
        void found(StoredSecret secret);

        void noSuchUser();

        /** @param reason for the log; a client that is not logged in yet must not see it */
        void failed(String reason);
    }

    private static final String NOBODYS = "";

    private final Lookup lookup;
    private final Route route;
    private final String user;
    private final Clients home;
    private final Executor askersLoop;
    private final Asker asker;
    private final long startedNanos = System.nanoTime();
    private Optional<Pool> pool = Optional.empty();
    private boolean over;

    /** @param home of the route's pool */
    SecretLookup(Lookup lookup, Route route, String user, Clients home, Executor askersLoop, Asker asker) {
        this.lookup = lookup;
        this.route = route;
        this.user = user;
        this.home = home;
        this.askersLoop = askersLoop;
        this.asker = asker;
    }

    void begin() {
        home.loop().run(() -> {
            if (!over) {
                pool = Optional.of(home.pools().pool(route));
                pool.get().lease(this);
            }
        });
    }

    /** Nobody wants to know any more. */
    void abandon() {
        home.loop().run(() -> {
            over = true;
            pool.ifPresent(waiting -> waiting.stopWaiting(this));
        });
    }

    @Override
    public void leased(PooledServer server) {
        if (over) {
            server.pool().release(server);
            return;
        }
        boolean sessionMode = route.pools().mode() == PoolMode.SESSION;
        SettingsReplay.run(server, server.connection().born(), sessionMode, new SettingsReplay.Waiter() {
            @Override
            public void settled(Settings settled) {
                ask(server);
            }

            @Override
            public void failed(Optional<ErrorResponse> error, String reason) {
                server.pool().close(server, "its settings could not be reset for auth_query");
                end(() -> asker.failed(reason));
            }
        });
    }

    private void ask(PooledServer server) {
        ByteBuf out = server.connection().loop().allocator().directBuffer();
        Frontend.parse(out, NOBODYS, lookup.query());
        Frontend.bindText(out, NOBODYS, NOBODYS, user);
        Frontend.execute(out, NOBODYS);
        Frontend.sync(out);
        OwnQuery.run(server.connection(), out, 1, new OwnQuery.Listener() {
            @Override
            public void answered(OwnQuery.Answer answer) {
                if (server.connection().status() == ReadyForQuery.IDLE) {
                    server.pool().release(server);
                } else {
                    server.pool().close(server, "auth_query left a transaction open");
                }
                end(() -> tell(answer));
            }

            @Override
            public void lost(CloseCause cause) {
                server.pool().lost(server, cause.message());
                end(() -> asker.failed(cause.message()));
            }
        });
    }

    private void tell(OwnQuery.Answer answer) {
        if (answer.error().isPresent()) {
            asker.failed(answer.error().get().message());
        } else if (answer.rows().isEmpty()) {
            asker.noSuchUser();
        } else {
            tell(answer.rows().get(0));
        }
    }

    private void tell(List<String> row) {
        if (row.size() == 2) {
            asker.found(StoredSecret.of(new Secret(row.get(1))));
        } else {
            asker.failed("auth_query answered " + row.size() + " columns (expected: 2)");
        }
    }

    private void end(Runnable telling) {
        if (!over) {
            over = true;
            askersLoop.execute(telling);
        }
    }

    @Override
    public void refused(ErrorResponse error) {
        String detail = error.detail().isEmpty() ? "" : ": " + error.detail();
        end(() -> asker.failed(error.message() + detail));
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        // nobody is there yet who could be told
    }

    @Override
    public long waitingSinceNanos() {
        return startedNanos;
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        // the query has a deadline of its own
    }
}
