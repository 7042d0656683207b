/**
 * Sockets and event loops, and nothing of what the bytes mean.
 *
 * <p>Everything above sees a socket through {@link io.pgweir.proxy.net.Link} and hears of it through
 * {@link io.pgweir.proxy.net.LinkHandler}. May use netty. Read {@link io.pgweir.proxy.net.Link} first.
 */
@NullMarked
package io.pgweir.proxy.net;

import org.jspecify.annotations.NullMarked;
