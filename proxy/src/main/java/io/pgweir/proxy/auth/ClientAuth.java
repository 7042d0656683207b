package io.pgweir.proxy.auth;

import io.netty.buffer.ByteBuf;

/**
 * One client's proof, as a dialogue: what we ask is written to {@code out}, what the client answers comes as the body
 * of a {@code 'p'} message.
 *
 * <p>An unknown user goes through the same dialogue as a known one and fails at its end, so that nobody learns which
 * users exist.
 */
public interface ClientAuth {
    /** How far the dialogue is. */
    enum Outcome {
        CONTINUE,
        ACCEPTED,
        REJECTED
    }

    /** Writes the first question. */
    Outcome begin(ByteBuf out);

    /**
     * Reads an answer and writes what follows from it.
     *
     * @param body the readable bytes are the body of the message
     * @throws io.pgweir.protocol.ProtocolViolation when the body cannot be right
     */
    Outcome answer(ByteBuf body, ByteBuf out);
}
