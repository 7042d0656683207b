/**
 * Both directions of one lease, and what happens before and after it.
 *
 * <p>May use session and what is below it. Read {@link io.pgweir.proxy.relay.Relay} first.
 */
@NullMarked
package io.pgweir.proxy.relay;

import org.jspecify.annotations.NullMarked;
