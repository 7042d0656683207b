package io.pgweir.proxy.auth;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

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
        /** The answer is looked into elsewhere; {@link #await} tells how that ended. */
        WAIT,
        ACCEPTED,
        REJECTED
    }

    /** Nothing is asked of somebody who is known by other means. */
    static ClientAuth accepted() {
        return new Decided(true, Refusal.TRUST);
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

    /** After {@link Outcome#WAIT}: the runnable is run once, on the client's loop, when {@link #result} is known. */
    default void await(Runnable known) {
        throw new IllegalStateException("nothing is waited for");
    }

    /** How it ended, after {@link Outcome#WAIT}. */
    default Outcome result() {
        return Outcome.REJECTED;
    }

    /** Why, after {@link Outcome#REJECTED}. */
    Refusal refusal();

    /** After {@link Outcome#ACCEPTED}: what the client showed that can be used towards a server. */
    default Optional<StoredSecret> shown() {
        return Optional.empty();
    }
}
