package io.pgweir.proxy.listen;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.net.Link;

/** A session that listens through a hub. */
public interface Recipient {
    /** Whether it is outside of a transaction with nothing outstanding: only then are notifications sent to it. */
    boolean rests();

    Link link();

    /** Ends the session with this. */
    void kill(ErrorResponse error);
}
