/**
 * From configuration to a route: which servers a database and user lead to, and under which rules. Pure: no socket, no
 * clock.
 *
 * <p>May use config. Read {@link io.pgweir.proxy.route.Router} first.
 */
@NullMarked
package io.pgweir.proxy.route;

import org.jspecify.annotations.NullMarked;
