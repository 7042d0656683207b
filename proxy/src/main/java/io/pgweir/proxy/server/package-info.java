/**
 * Connections to PostgreSQL: opening, logging in, cancelling, our own queries, and what we know that each one holds.
 *
 * <p>May use net, auth, route and error. Read {@link io.pgweir.proxy.server.ServerConnection} first.
 */
@NullMarked
package io.pgweir.proxy.server;

import org.jspecify.annotations.NullMarked;
