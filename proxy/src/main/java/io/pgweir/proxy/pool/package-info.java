/**
 * Who may use which server connection, and for how long: pools, leases, the queue, caps.
 *
 * <p>May use server and what is below it. Read {@link io.pgweir.proxy.pool.Pool} first.
 */
@NullMarked
package io.pgweir.proxy.pool;

import org.jspecify.annotations.NullMarked;
