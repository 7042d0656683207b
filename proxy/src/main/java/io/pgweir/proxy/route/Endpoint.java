package io.pgweir.proxy.route;

import io.pgweir.config.ServerTlsConfig;

/**
 * Where server connections go.
 *
 * @param host name, address, or directory of a Unix socket (it starts with a slash)
 */
public record Endpoint(String host, int port, ServerTlsConfig tls) {
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
