package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.Frame.int16;
import static io.pgweir.proxy.testing.Frame.int32;

import java.util.List;

/** What servers send. CopyData and CopyDone look as a client's do ({@link ClientFrames}). */
public final class ServerFrames {
    private static final int TEXT_OID = 25;

    private ServerFrames() {}

    public static Frame authentication(int code, String data) {
        return new Frame('R', int32(code) + data);
    }

    public static Frame authenticationOk() {
        return authentication(0, "");
    }

    public static Frame parameter(String name, String value) {
        return new Frame('S', name + '\0' + value + '\0');
    }

    public static Frame key(int pid, int secret) {
        return new Frame('K', int32(pid) + int32(secret));
    }

    /** ReadyForQuery outside of a transaction. */
    public static Frame ready() {
        return ready('I');
    }

    public static Frame ready(char status) {
        return new Frame('Z', String.valueOf(status));
    }

    public static Frame parseComplete() {
        return new Frame('1', "");
    }

    public static Frame bindComplete() {
        return new Frame('2', "");
    }

    public static Frame closeComplete() {
        return new Frame('3', "");
    }

    public static Frame noData() {
        return new Frame('n', "");
    }

    public static Frame parameterDescription(int... types) {
        StringBuilder body = new StringBuilder(int16(types.length));
        for (int type : types) {
            body.append(int32(type));
        }
        return new Frame('t', body.toString());
    }

    public static Frame rowDescription(String... columns) {
        StringBuilder body = new StringBuilder(int16(columns.length));
        for (String column : columns) {
            body.append(column).append('\0').append(int32(0)).append(int16(0)).append(int32(TEXT_OID));
            body.append(int16(-1)).append(int32(-1)).append(int16(0));
        }
        return new Frame('T', body.toString());
    }

    public static Frame row(String... values) {
        StringBuilder body = new StringBuilder(int16(values.length));
        for (String value : values) {
            body.append(int32(value.length())).append(value);
        }
        return new Frame('D', body.toString());
    }

    /** CommandComplete. */
    public static Frame complete(String tag) {
        return new Frame('C', tag + '\0');
    }

    public static Frame emptyQuery() {
        return new Frame('I', "");
    }

    public static Frame portalSuspended() {
        return new Frame('s', "");
    }

    public static Frame error(String code, String message) {
        return fields('E', "ERROR", code, message);
    }

    public static Frame fatal(String code, String message) {
        return fields('E', "FATAL", code, message);
    }

    public static Frame notice(String message) {
        return fields('N', "NOTICE", "00000", message);
    }

    private static Frame fields(char type, String severity, String code, String message) {
        String text = String.join("\0", List.of('S' + severity, 'V' + severity, 'C' + code, 'M' + message));
        return new Frame(type, text + "\0\0");
    }

    public static Frame notification(int pid, String channel, String payload) {
        return new Frame('A', int32(pid) + channel + '\0' + payload + '\0');
    }

    /** The server waits for the data of a COPY. */
    public static Frame copyIn() {
        return new Frame('G', (char) 0 + int16(1) + int16(0));
    }

    /** The data of a COPY follows. */
    public static Frame copyOut() {
        return new Frame('H', (char) 0 + int16(1) + int16(0));
    }

    public static Frame functionResult(String value) {
        return new Frame('V', int32(value.length()) + value);
    }
}
