package io.pgweir.proxy.net;

import javax.net.ssl.SSLException;

/**
 * Why a link ended that nobody on this side closed.
 *
 * @param endOfStream whether the peer simply closed
 * @param tlsFailed whether the two sides cannot agree on TLS, which another attempt will not change
 * @param message for the log
 */
public record CloseCause(boolean endOfStream, boolean tlsFailed, String message) {
    static final CloseCause END_OF_STREAM = new CloseCause(true, "unexpected eof");

    public CloseCause(boolean endOfStream, String message) {
        this(endOfStream, false, message);
    }

    static CloseCause of(Throwable failure) {
        Throwable root = failure;
        boolean tls = root instanceof SSLException;
        while (root.getCause() != null) {
            root = root.getCause();
            tls |= root instanceof SSLException;
        }
        String message = root.getMessage();
        return new CloseCause(false, tls, message == null ? root.getClass().getSimpleName() : message);
    }
}
