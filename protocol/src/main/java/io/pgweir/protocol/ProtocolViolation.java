package io.pgweir.protocol;

/**
 * The peer sent bytes that the protocol does not allow. It costs the peer its connection, never the program a stack
 * trace: a hostile peer can cause any number of these.
 */
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String message;

    public ProtocolViolation(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
