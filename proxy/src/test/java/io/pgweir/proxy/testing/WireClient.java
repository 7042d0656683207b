package io.pgweir.proxy.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A client that knows nothing but bytes. */
public final class WireClient extends Wire {
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private int pid;
    private int secret;

    WireClient(int port, Supplier<String> situation) throws IOException {
        super(connected(port), situation);
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** Asks for a session and reads the welcome; the proxy must trust it. */
    public WireClient login(String... startup) {
        send(ClientFrames.startup(startup));
        return expectWelcome();
    }

    /** Reads everything up to the first ReadyForQuery. */
    public WireClient expectWelcome() {
        expect(ServerFrames.authenticationOk());
        Frame frame = next();
        while (frame.type() != 'Z') {
            switch (frame.type()) {
                case 'S' ->
                    parameters.put(frame.textAt(0), frame.textAt(frame.textAt(0).length() + 1));
                case 'K' -> {
                    pid = frame.intAt(0);
                    secret = frame.intAt(Integer.BYTES);
                }
                default -> throw new AssertionError("unexpected in a welcome: " + frame);
            }
            frame = next();
        }
        return this;
    }

    /** What the welcome reported. */
    public Map<String, String> parameters() {
        return parameters;
    }

    public int pid() {
        return pid;
    }

    public int secret() {
        return secret;
    }
}
