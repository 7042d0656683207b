package io.pgweir.proxy.relay;

import io.pgweir.config.Config;
import io.pgweir.protocol.sql.SqlScanner;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Companion;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.ServerNetwork;

/** What all relays of one loop share: outboxes, a scanner, limits. */
public final class RelayContext implements Companion.Factory {
    private final ServerNetwork network;
    private final Outbox toClient;
    private final Outbox toServer;
    private final SqlScanner scanner = new SqlScanner();
    private final Batch batch = new Batch(this);
    private final LocalAnswers localAnswers = new LocalAnswers(this);
    private RelayLimits limits;

    public RelayContext(Loop loop, ServerNetwork network, Config config) {
        this.network = network;
        this.toClient = new Outbox(loop::toClientScratch);
        this.toServer = new Outbox(loop::toServerScratch);
        this.limits = RelayLimits.of(config);
    }

    /** The configuration says something else now. */
    public void reload(Config config) {
        limits = RelayLimits.of(config);
    }

    @Override
    public Companion companionOf(PooledServer server) {
        return new Exchange(this, server);
    }

    ServerNetwork network() {
        return network;
    }

    Outbox toClient() {
        return toClient;
    }

    Outbox toServer() {
        return toServer;
    }

    /** For whole texts; a text in pieces needs a scanner of its own. */
    SqlScanner scanner() {
        return scanner;
    }

    Batch batch() {
        return batch;
    }

    LocalAnswers localAnswers() {
        return localAnswers;
    }

    RelayLimits limits() {
        return limits;
    }
}
