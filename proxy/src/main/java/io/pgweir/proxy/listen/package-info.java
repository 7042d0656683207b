/**
 * {@code listen: shared}: one server connection listens for all sessions of a database, and how a session's channels go
 * from its own server to that connection and back without a gap and without a notification twice.
 *
 * <p>May use pool and what is below it. Read {@link io.pgweir.proxy.listen.Hub} first, then
 * {@link io.pgweir.proxy.listen.Crossing}.
 */
@NullMarked
package io.pgweir.proxy.listen;

import org.jspecify.annotations.NullMarked;
