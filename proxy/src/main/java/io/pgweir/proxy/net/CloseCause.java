package io.pgweir.proxy.net;

/**
 * Why a link ended that nobody on this side closed.
 *
 * @param endOfStream whether the peer simply closed
 * @param message for the log
 */
public record CloseCause(boolean endOfStream, String message) {
    static final CloseCause END_OF_STREAM = new CloseCause(true, "unexpected eof");

    static CloseCause of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return new CloseCause(false, message == null ? root.getClass().getSimpleName() : message);
    }
}
