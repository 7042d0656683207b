package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.Frame.int16;
import static io.pgweir.proxy.testing.Frame.int32;

/** What clients send. */
public final class ClientFrames {
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final String NO_FORMATS = int16(0);

    private ClientFrames() {}

    /** @param parameters names and values in turn */
    public static Frame startup(String... parameters) {
        StringBuilder body = new StringBuilder(int32(PROTOCOL_3_0));
        for (String text : parameters) {
            body.append(text).append('\0');
        }
        return untyped(body.append('\0').toString());
    }

    public static Frame sslRequest() {
        return untyped(int32(80877103));
    }

    public static Frame gssRequest() {
        return untyped(int32(80877104));
    }

    public static Frame cancelRequest(int pid, int secret) {
        return untyped(int32(80877102) + int32(pid) + int32(secret));
    }

    private static Frame untyped(String body) {
        return new Frame(Frame.UNTYPED, body);
    }

    public static Frame password(String text) {
        return new Frame('p', text + '\0');
    }

    /** Begins SCRAM. */
    public static Frame saslInitial(String mechanism, String first) {
        return new Frame('p', mechanism + '\0' + int32(first.length()) + first);
    }

    /** Goes on with SCRAM. */
    public static Frame sasl(String text) {
        return new Frame('p', text);
    }

    public static Frame query(String sql) {
        return new Frame('Q', sql + '\0');
    }

    public static Frame parse(String name, String sql, int... types) {
        StringBuilder body = new StringBuilder(name + '\0' + sql + '\0' + int16(types.length));
        for (int type : types) {
            body.append(int32(type));
        }
        return new Frame('P', body.toString());
    }

    public static Frame bind(String portal, String statement, String... values) {
        StringBuilder body = new StringBuilder(portal + '\0' + statement + '\0' + NO_FORMATS + int16(values.length));
        for (String value : values) {
            body.append(int32(value.length())).append(value);
        }
        return new Frame('B', body + NO_FORMATS);
    }

    public static Frame describeStatement(String name) {
        return new Frame('D', 'S' + name + '\0');
    }

    public static Frame describePortal(String name) {
        return new Frame('D', 'P' + name + '\0');
    }

    public static Frame execute(String portal) {
        return execute(portal, 0);
    }

    public static Frame execute(String portal, int maxRows) {
        return new Frame('E', portal + '\0' + int32(maxRows));
    }

    public static Frame closeStatement(String name) {
        return new Frame('C', 'S' + name + '\0');
    }

    public static Frame closePortal(String name) {
        return new Frame('C', 'P' + name + '\0');
    }

    public static Frame sync() {
        return new Frame('S', "");
    }

    public static Frame flush() {
        return new Frame('H', "");
    }

    public static Frame functionCall(int oid) {
        return new Frame('F', int32(oid) + NO_FORMATS + int16(0) + int16(0));
    }

    public static Frame copyData(String data) {
        return new Frame('d', data);
    }

    public static Frame copyDone() {
        return new Frame('c', "");
    }

    public static Frame copyFail(String reason) {
        return new Frame('f', reason + '\0');
    }

    public static Frame terminate() {
        return new Frame('X', "");
    }
}
