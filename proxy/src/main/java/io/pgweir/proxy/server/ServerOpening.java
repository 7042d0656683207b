package io.pgweir.proxy.server;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.SqlState;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens a server connection to one of the hosts of an endpoint: when one is out of reach or will not do, the next is
 * tried at once, and the listener hears only how it ended. A name with several addresses is tried as often.
 *
 * <p>A host that refuses the login would be the same everywhere: that ends it.
 */
public final class ServerOpening implements LoginListener {
    private record Candidate(Endpoint host, int index, boolean anyRole) {}

    private final ServerNetwork network;
    private final Loop loop;
    private final LoginTarget target;
    private final LoginListener listener;
    private final List<Candidate> candidates = new ArrayList<>();
    private int tried;
    private int triesOfHost;
    private ServerLogin login;
    private boolean over;

    ServerOpening(ServerNetwork network, Loop loop, LoginTarget target, LoginListener listener) {
        this.network = network;
        this.loop = loop;
        this.target = target;
        this.listener = listener;
        collectCandidates();
        this.login = newLogin();
    }

    private void collectCandidates() {
        Endpoint endpoint = target.endpoint();
        List<Endpoint> hosts = endpoint.hosts();
        int first = target.turn().first(hosts.size(), endpoint.order());
        for (int pass = 0; pass < HostRole.passes(endpoint.attributes()); pass++) {
            for (int i = 0; i < hosts.size(); i++) {
                int index = (first + i) % hosts.size();
                candidates.add(new Candidate(hosts.get(index), index, pass > 0));
            }
        }
    }

    private Candidate candidate() {
        return candidates.get(tried);
    }

    private ServerLogin newLogin() {
        triesOfHost++;
        return new ServerLogin(
                network, loop, target.at(candidate().host(), candidate().anyRole()), this);
    }

    void start() {
        login.start();
    }

    @Override
    public void opened(ServerConnection server) {
        over = true;
        listener.opened(server);
    }

    @Override
    public void failed(ErrorResponse error, boolean refused) {
        boolean everywhere = refused && !error.code().equals(SqlState.CANNOT_CONNECT_NOW);
        if (everywhere || !next()) {
            over = true;
            listener.failed(error, refused);
        }
    }

    /** Goes on with the next address or host; false when there is none. */
    private boolean next() {
        if (over) {
            return false;
        }
        target.turn().failed(candidate().index(), target.endpoint().order());
        if (triesOfHost >= network.addresses(candidate().host())) {
            if (tried + 1 == candidates.size()) {
                return false;
            }
            tried++;
            triesOfHost = 0;
        }
        login = newLogin();
        loop.execute(login::start);
        return true;
    }

    /** The host took too long: answers whether there is another one to try. */
    public boolean skipHost(String reason) {
        login.timedOut(reason);
        return next();
    }

    /** Gives up; the listener is told nothing. */
    public void abandon() {
        over = true;
        login.abandon();
    }

    /** Nanoseconds since the attempt at the current host began. */
    public long ageNanos(long nowNanos) {
        return login.ageNanos(nowNanos);
    }

    /** The host that is being tried. */
    public Endpoint host() {
        return candidate().host();
    }
}
