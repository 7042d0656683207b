package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** Moves bytes between a socket and a buffer: by address where the buffer has one, else by its NIO view. */
final class NativeBytes {
    private NativeBytes() {}

    /** Bytes received into [start, limit); 0 when there are none now, -1 at the end of the stream. */
    @HotPath
    static int receive(Socket socket, ByteBuf into, int start, int limit) throws IOException {
        if (into.hasMemoryAddress()) {
            return socket.recvAddress(into.memoryAddress(), start, limit);
        }
        return socket.recv(into.internalNioBuffer(start, limit - start), 0, limit - start);
    }

    /** Bytes of [start, end) that the socket took. */
    @HotPath
    static int send(Socket socket, ByteBuf from, int start, int end) throws IOException {
        if (from.hasMemoryAddress()) {
            return socket.sendAddress(from.memoryAddress(), start, end);
        }
        return sendNioView(socket, from, start, end);
    }

    private static int sendNioView(Socket socket, ByteBuf from, int start, int end) throws IOException {
        if (from.isDirect()) {
            java.nio.ByteBuffer view = from.internalNioBuffer(start, end - start);
            return socket.send(view, view.position(), view.limit());
        }
        ByteBuf copy = from.alloc().directBuffer(end - start).writeBytes(from, start, end - start);
        try {
            return send(socket, copy, 0, end - start);
        } finally {
            copy.release();
        }
    }
}
