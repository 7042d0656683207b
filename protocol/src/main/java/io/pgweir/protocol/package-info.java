/**
 * What the bytes mean: framing and the messages that pgweir reads or writes (PostgreSQL manual, "Message Formats").
 *
 * <p>May use netty-buffer; knows nothing of sockets, sessions or configuration. Read
 * {@link io.pgweir.protocol.Message} first.
 */
@NullMarked
package io.pgweir.protocol;

import org.jspecify.annotations.NullMarked;
