/**
 * Where log lines go: a provider of our own behind slf4j, and the thread that writes.
 *
 * <p>May use nothing of pgweir. Read {@link io.pgweir.proxy.app.log.LogWriter} first.
 */
@NullMarked
package io.pgweir.proxy.app.log;

import org.jspecify.annotations.NullMarked;
