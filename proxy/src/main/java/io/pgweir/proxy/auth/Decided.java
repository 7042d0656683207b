package io.pgweir.proxy.auth;

import io.netty.buffer.ByteBuf;

/** Asks nothing: who comes this way is let in or not. */
final class Decided implements ClientAuth {
    private final boolean accepted;
    private final Refusal refusal;

    /** @param refusal why not, if not */
    Decided(boolean accepted, Refusal refusal) {
        this.accepted = accepted;
        this.refusal = refusal;
    }

    @Override
    public Outcome begin(ByteBuf out) {
        return accepted ? Outcome.ACCEPTED : Outcome.REJECTED;
    }

    @Override
    public Outcome answer(ByteBuf body, ByteBuf out) {
        throw new IllegalStateException("nothing was asked, so nothing can be answered");
    }

    @Override
    public Refusal refusal() {
        return refusal;
    }
}
