/**
 * Where log lines go: java.util.logging behind slf4j, with a formatter and an asynchronous handler of ours.
 *
 * <p>May use nothing of pgweir. Read {@link io.pgweir.proxy.app.log.Logging} first.
 */
@NullMarked
package io.pgweir.proxy.app.log;

import org.jspecify.annotations.NullMarked;
