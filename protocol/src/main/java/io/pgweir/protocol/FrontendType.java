package io.pgweir.protocol;

/** First bytes of the messages that a client sends after its startup packet. */
public final class FrontendType {
    public static final byte BIND = 'B';
    public static final byte CLOSE = 'C';
    public static final byte COPY_DATA = 'd';
    public static final byte COPY_DONE = 'c';
    public static final byte COPY_FAIL = 'f';
    public static final byte DESCRIBE = 'D';
    public static final byte EXECUTE = 'E';
    public static final byte FLUSH = 'H';
    public static final byte FUNCTION_CALL = 'F';
    public static final byte PARSE = 'P';
    /** PasswordMessage, SASLInitialResponse, SASLResponse: which one the exchange says. */
    public static final byte PASSWORD = 'p';

    public static final byte QUERY = 'Q';
    public static final byte SYNC = 'S';
    public static final byte TERMINATE = 'X';

    /** The kind in Close and Describe: a prepared statement. */
    public static final byte STATEMENT = 'S';

    /** Kind of name in Describe and Close. */
    public static final byte PORTAL = 'P';

    private FrontendType() {}

    /** Whether a client may send it once it is logged in. */
    public static boolean inSession(byte type) {
        return switch (type) {
            case BIND, CLOSE, COPY_DATA, COPY_DONE, COPY_FAIL, DESCRIBE, EXECUTE -> true;
            case FLUSH, FUNCTION_CALL, PARSE, QUERY, SYNC, TERMINATE -> true;
            default -> false;
        };
    }
}
