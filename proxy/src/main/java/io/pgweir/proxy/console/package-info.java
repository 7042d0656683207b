/**
 * The admin console: what operators ask and order over a PostgreSQL connection. Its tables serve the web side, too.
 *
 * <p>May use client and what is below it. Read {@link io.pgweir.proxy.console.Console} first.
 */
@NullMarked
package io.pgweir.proxy.console;

import org.jspecify.annotations.NullMarked;
