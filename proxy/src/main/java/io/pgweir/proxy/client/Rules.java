package io.pgweir.proxy.client;

import io.pgweir.config.Config;
import io.pgweir.proxy.auth.Authenticator;
import io.pgweir.proxy.net.TlsSide;
import io.pgweir.proxy.route.Router;
import java.util.Optional;

/**
 * What one configuration means for clients; a reload replaces it as a whole.
 *
 * @param tls our half of a handshake, when TLS is offered
 * @param uid of this process
 */
public record Rules(Config config, Router router, Authenticator authenticator, Optional<TlsSide> tls, int uid) {}
