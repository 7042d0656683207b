/**
 * What belongs to a client's session and follows it from server to server, and when a session needs a server of its
 * own.
 *
 * <p>May use pool and what is below it. Read {@link io.pgweir.proxy.session.Session} first.
 */
@NullMarked
package io.pgweir.proxy.session;

import org.jspecify.annotations.NullMarked;
