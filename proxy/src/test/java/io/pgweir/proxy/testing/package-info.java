/**
 * What the tests of this module share: both ends of a conversation with a proxy, each on a real socket, and the proxy
 * between them.
 *
 * <p>May use everything. Read {@link io.pgweir.proxy.testing.EverySplit} first.
 */
@NullMarked
package io.pgweir.proxy.testing;

import org.jspecify.annotations.NullMarked;
