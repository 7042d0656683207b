package io.pgweir.it.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that says what the test wants said. Each connection is served by a thread of its own. */
public final class FakeBackend implements AutoCloseable {
    /** What it does with a connection. */
    @FunctionalInterface
    public interface Script {
        void serve(Conversation with) throws IOException;
    }

    /** One connection, seen from the server. */
    public static final class Conversation {
        private final DataInputStream in;
        private final OutputStream out;

        Conversation(Socket socket) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** Reads a message without a type: a startup packet or a request for encryption. */
        public byte[] startup() throws IOException {
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return body;
        }

        /** Reads one message. */
        public WireMessage read() throws IOException {
            char type = (char) in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return new WireMessage(type, body);
        }

        /** Whether the other side has closed without another word. */
        public boolean silentEnd() throws IOException {
            return in.read() == -1;
        }

        public Conversation raw(byte... bytes) throws IOException {
            out.write(bytes);
            return this;
        }

        public Conversation say(char type, WireBody body) throws IOException {
            return raw(new WireBody()
                    .int8(type)
                    .int32(body.size() + Integer.BYTES)
                    .bytes(body.toBytes())
                    .toBytes());
        }

        /** Lets the other side in without a password. */
        public Conversation welcome() throws IOException {
            startup();
            say('R', new WireBody().int32(0));
            say('S', new WireBody().cstring("server_version").cstring("15.0"));
            say('S', new WireBody().cstring("client_encoding").cstring("UTF8"));
            say('K', new WireBody().int32(1).int32(2));
            return ready();
        }

        public Conversation ready() throws IOException {
            return say('Z', new WireBody().int8('I'));
        }
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public FakeBackend(Script script) throws IOException {
        this.script = script;
        daemon(this::acceptAll);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Conversation(socket));
        } catch (IOException e) {
            // the other side hung up, which is often what it should do
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
