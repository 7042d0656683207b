package io.pgweir.proxy.app;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The client of a training run: a few messages on a blocking socket. */
final class TrainingClient {
    private static final int SSL_REQUEST = 80877103;
    private static final int PROTOCOL = 3 << 16;

    private TrainingClient() {}

    /** Logs in, asks in both protocols, listens, leaves. */
    static void session(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.writeInt(8);
            out.writeInt(SSL_REQUEST);
            int unused = in.read();
            startup(out, "training");
            awaitReady(in);
            message(out, 'Q', "SELECT 1\0");
            awaitReady(in);
            message(out, 'P', "s\0SELECT 1\0\0\0");
            message(out, 'B', "\0s\0\0\0\0\0\0\0");
            message(out, 'D', "P\0");
            message(out, 'E', "\0\0\0\0\0");
            message(out, 'S', "");
            awaitReady(in);
            message(out, 'Q', "LISTEN training\0");
            awaitReady(in);
            message(out, 'X', "");
        }
    }

    /** Asks the console for its tables. */
    static void console(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            startup(out, "pgweir");
            awaitReady(in);
            for (String table : new String[] {"POOLS", "CLIENTS", "SERVERS", "STATS", "DATABASES", "VERSION"}) {
                message(out, 'Q', "SHOW " + table + "\0");
                awaitReady(in);
            }
        }
    }

    private static void startup(DataOutputStream out, String database) throws IOException {
        byte[] body = ("user\0training\0database\0" + database + "\0application_name\0training\0\0")
                .getBytes(StandardCharsets.US_ASCII);
        out.writeInt(body.length + 2 * Integer.BYTES);
        out.writeInt(PROTOCOL);
        out.write(body);
    }

    private static void message(DataOutputStream out, char type, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(type);
        frame.writeInt(body.length() + Integer.BYTES);
        frame.write(body.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes.toByteArray());
    }

    private static void awaitReady(DataInputStream in) throws IOException {
        byte type;
        do {
            type = in.readByte();
            in.readFully(new byte[in.readInt() - Integer.BYTES]);
        } while (type != 'Z');
    }
}
