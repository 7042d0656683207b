/**
 * Clients from accept to login: startup packets, TLS, authentication, the welcome. A logged-in client is a relay's.
 *
 * <p>May use relay and what is below it. Read {@link io.pgweir.proxy.client.StartupPhase} first.
 */
@NullMarked
package io.pgweir.proxy.client;

import org.jspecify.annotations.NullMarked;
