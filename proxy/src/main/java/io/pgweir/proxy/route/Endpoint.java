package io.pgweir.proxy.route;

import io.pgweir.config.LoadBalanceHosts;
import io.pgweir.config.ServerTlsConfig;
import io.pgweir.config.TargetSessionAttrs;
import java.util.Arrays;
import java.util.List;

/**
 * Where server connections go.
 *
 * @param host name, address, or directory of a Unix socket (it starts with a slash); or several, separated by commas
 * @param order which of several is next
 * @param attributes which of several will do
 */
public record Endpoint(
        String host, int port, ServerTlsConfig tls, LoadBalanceHosts order, TargetSessionAttrs attributes) {

    /** One host that will do whatever it is. */
    public Endpoint(String host, int port, ServerTlsConfig tls) {
        this(host, port, tls, LoadBalanceHosts.ROUND_ROBIN, TargetSessionAttrs.ANY);
    }

    /** Whether the host is a list. */
    public boolean severalHosts() {
        return host.indexOf(',') >= 0;
    }

    /** Each host by itself, in the order of the list. */
    public List<Endpoint> hosts() {
        return Arrays.stream(host.split(",", -1))
                .map(each -> new Endpoint(each.strip(), port, tls, order, attributes))
                .toList();
    }

    public boolean unixSocket() {
        return host.startsWith("/");
    }

    /** Path of the Unix socket. */
    public String socketPath() {
        return host + "/.s.PGSQL." + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
