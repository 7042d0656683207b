package io.pgweir.proxy.app;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The server of a training run: says what PostgreSQL would, to anything. */
final class TrainingServer implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;

    private final ServerSocket socket;

    TrainingServer() throws IOException {
        socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "training-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket accepted = socket.accept();
                start(() -> serve(accepted));
            }
        } catch (IOException e) {
            // closed: the run is over
        }
    }

    private static void serve(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(accepted.getInputStream());
            DataOutputStream out = new DataOutputStream(accepted.getOutputStream());
            int size = in.readInt();
            if (in.readInt() == SSL_REQUEST) {
                out.writeByte('N');
                size = in.readInt();
                int unused = in.readInt();
            }
            in.readFully(new byte[size - 2 * Integer.BYTES]);
            welcome(out);
            while (true) {
                byte type = in.readByte();
                in.readFully(new byte[in.readInt() - Integer.BYTES]);
                answer(type, out);
            }
        } catch (EOFException e) {
            // the proxy closed the connection
        } catch (IOException e) {
            System.err.println("training server: " + e.getMessage());
        }
    }

    private static void welcome(DataOutputStream out) throws IOException {
        message(out, 'R', "\0\0\0\0");
        for (String parameter : new String[] {
            "server_version\00015.0",
            "client_encoding\0UTF8",
            "DateStyle\0ISO, MDY",
            "TimeZone\0UTC",
            "standard_conforming_strings\0on",
            "application_name\0"
        }) {
            message(out, 'S', parameter + "\0");
        }
        message(out, 'K', "\0\0\0\1\0\0\0\1");
        message(out, 'Z', "I");
    }

    private static void answer(byte type, DataOutputStream out) throws IOException {
        switch (type) {
            case 'P' -> message(out, '1', "");
            case 'B' -> message(out, '2', "");
            case 'D' -> message(out, 'n', "");
            case 'E' -> message(out, 'C', "SELECT 1\0");
            case 'S' -> message(out, 'Z', "I");
            case 'Q' -> {
                message(out, 'C', "SELECT 1\0");
                message(out, 'Z', "I");
            }
            default -> {}
        }
    }

    private static void message(DataOutputStream out, char type, String body) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length() + Integer.BYTES);
        out.write(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
