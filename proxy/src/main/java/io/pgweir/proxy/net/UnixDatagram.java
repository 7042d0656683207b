package io.pgweir.proxy.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One message to a Unix datagram socket, which the JDK cannot send. */
public final class UnixDatagram {
    private UnixDatagram() {}

    /**
     * Sends it without waiting; does nothing where there is no epoll.
     *
     * @param address a path, or an abstract name that begins with {@code @}
     * @throws IOException when nobody is there, or the receiver's queue is full
     */
    public static void send(String address, byte[] text) throws IOException {
        if (!Epoll.isAvailable()) {
            return;
        }
        String path = address.startsWith("@") ? "\0" + address.substring(1) : address;
        ByteBuffer message = ByteBuffer.allocateDirect(text.length).put(text);
        Socket socket = Socket.newSocketDomainDgram();
        try {
            int sent = socket.sendToDomainSocket(message, 0, text.length, path.getBytes(StandardCharsets.UTF_8));
            if (sent < text.length) {
                throw new IOException("the receiver at " + address + " takes no more");
            }
        } finally {
            socket.close();
        }
    }
}
