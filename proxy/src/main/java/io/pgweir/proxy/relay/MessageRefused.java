package io.pgweir.proxy.relay;

import io.pgweir.protocol.ErrorResponse;

/** A message that the operator does not want: the session ends with an error that says so. */
final class MessageRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse error;

    MessageRefused(ErrorResponse error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    ErrorResponse error() {
        return error;
    }
}
