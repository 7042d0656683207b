package io.pgweir.proxy.relay;

import io.pgweir.protocol.ErrorResponse;
import java.util.Optional;

/** Whoever started a relay: is told once that it is over. */
public interface RelayOwner {
    /**
     * The client's link is closed, or about to be.
     *
     * @param reason for the log
     * @param error what the client was told, if anything
     */
    void ended(String reason, Optional<ErrorResponse> error);
}
