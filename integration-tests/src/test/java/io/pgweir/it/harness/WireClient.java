package io.pgweir.it.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that speaks the protocol message by message, for what no driver would say. Messages are collected until
 * {@link #send}; every read has a deadline.
 */
public final class WireClient implements AutoCloseable {
    public static final int PROTOCOL_3_0 = 3 << 16;
    public static final int SSL_REQUEST = 80877103;
    public static final int GSS_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private final Map<String, String> parameters = new TreeMap<>();
    private int pid;
    private int secret;

    /** Speaks on a socket that is connected already. */
    public WireClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects and says nothing yet. */
    public static WireClient connect(int port) throws IOException {
        return new WireClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects and logs in without a password; the settings are names and values in turn. */
    public static WireClient login(int port, String database, String user, String... settings) throws IOException {
        WireClient client = connect(port);
        Answer welcome = client.startup(database, user, settings).answer();
        if (welcome.failed()) {
            client.close();
            throw new IOException("login refused: " + welcome.error());
        }
        return client;
    }

    /** Sends a startup message; the settings are names and values in turn. */
    public WireClient startup(String database, String user, String... settings) throws IOException {
        WireBody body = new WireBody()
                .int32(PROTOCOL_3_0)
                .cstring("user")
                .cstring(user)
                .cstring("database")
                .cstring(database);
        for (String word : settings) {
            body.cstring(word);
        }
        return untyped(body.int8(0)).send();
    }

    /** Adds a message without a type. */
    public WireClient untyped(WireBody body) {
        return raw(new WireBody()
                .int32(body.size() + Integer.BYTES)
                .bytes(body.toBytes())
                .toBytes());
    }

    /** Adds a message. */
    public WireClient message(char type, WireBody body) {
        return raw(new WireBody()
                .int8(type)
                .int32(body.size() + Integer.BYTES)
                .bytes(body.toBytes())
                .toBytes());
    }

    /** Adds any bytes. */
    public WireClient raw(byte[] bytes) {
        unsent.writeBytes(bytes);
        return this;
    }

    /** Sends what was added. */
    public WireClient send() throws IOException {
        socket.getOutputStream().write(unsent.toByteArray());
        unsent.reset();
        return this;
    }

    /** Sends the first half of what was added, and forgets the other. */
    public WireClient sendHalf() throws IOException {
        socket.getOutputStream().write(unsent.toByteArray(), 0, unsent.size() / 2);
        unsent.reset();
        return this;
    }

    /** Sends what was added, each byte by itself. */
    public WireClient sendByteByByte() throws IOException {
        for (byte each : unsent.toByteArray()) {
            socket.getOutputStream().write(each);
        }
        unsent.reset();
        return this;
    }

    /** Runs a simple query. */
    public Answer query(String sql) throws IOException {
        return simple(sql).send().answer();
    }

    public WireClient simple(String sql) {
        return message('Q', new WireBody().cstring(sql));
    }

    public WireClient parse(String name, String sql) {
        return message('P', new WireBody().cstring(name).cstring(sql).int16(0));
    }

    /** Binds with parameters in text format, and asks for text. */
    public WireClient bind(String portal, String statement, String... values) {
        WireBody body =
                new WireBody().cstring(portal).cstring(statement).int16(0).int16(values.length);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            body.int32(bytes.length).bytes(bytes);
        }
        return message('B', body.int16(0));
    }

    /** @param kind S for a statement, P for a portal */
    public WireClient describe(char kind, String name) {
        return message('D', new WireBody().int8(kind).cstring(name));
    }

    /** @param maxRows 0 for all */
    public WireClient execute(String portal, int maxRows) {
        return message('E', new WireBody().cstring(portal).int32(maxRows));
    }

    /** @param kind S for a statement, P for a portal */
    public WireClient closing(char kind, String name) {
        return message('C', new WireBody().int8(kind).cstring(name));
    }

    public WireClient sync() {
        return message('S', new WireBody());
    }

    public WireClient flush() {
        return message('H', new WireBody());
    }

    /** Reads up to ReadyForQuery, or the end of the connection. */
    public Answer answer() throws IOException {
        List<WireMessage> messages = new ArrayList<>();
        try {
            WireMessage message;
            do {
                message = read();
                messages.add(message);
            } while (message.type() != 'Z');
            return new Answer(messages, false);
        } catch (EOFException | SocketException e) {
            return new Answer(messages, true);
        }
    }

    /** Reads one message. */
    public WireMessage read() throws IOException {
        char type = (char) in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        WireMessage message = new WireMessage(type, body);
        if (type == 'K') {
            pid = message.int32(0);
            secret = message.int32(Integer.BYTES);
        } else if (type == 'S') {
            String[] setting = message.text().split("\0", -1);
            parameters.put(setting[0], setting[1]);
        }
        return message;
    }

    /** Reads up to a message of this type. */
    public WireMessage read(char type) throws IOException {
        WireMessage message = read();
        while (message.type() != type) {
            message = read();
        }
        return message;
    }

    /** Reads one byte, as the answer to an SSLRequest; -1 at the end. */
    public int readByte() throws IOException {
        return in.read();
    }

    /** Asks to cancel what this client is doing, and waits until the request was taken. */
    public void cancel() throws IOException {
        cancel(socket.getPort(), pid, secret);
    }

    /** Asks to cancel what the client with this key is doing. */
    public static void cancel(int port, int pid, int secret) throws IOException {
        try (WireClient request = connect(port)) {
            request.untyped(new WireBody().int32(CANCEL_REQUEST).int32(pid).int32(secret))
                    .send();
            if (request.readByte() != -1) {
                throw new IOException("a cancel request was answered");
            }
        }
    }

    /** What the backend reported of its settings, by name. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** The process id in its cancel key. */
    public int pid() {
        return pid;
    }

    public int secret() {
        return secret;
    }

    public Socket socket() {
        return socket;
    }

    /** Says good-bye and closes. */
    public void terminate() throws IOException {
        message('X', new WireBody()).send();
        close();
    }

    /** Closes without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
