/**
 * The program: puts everything together, and is the process that operators see.
 *
 * <p>May use everything below it. Read {@link io.pgweir.proxy.app.Pgweir} first.
 */
@NullMarked
package io.pgweir.proxy.app;

import org.jspecify.annotations.NullMarked;
