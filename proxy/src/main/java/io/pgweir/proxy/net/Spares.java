package io.pgweir.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Small buffers that the links of one loop use in turn, for what a waiting client sent: while clients outnumber servers
 * most queries wait, and allocating and freeing a buffer for each costs a twentieth of the CPU. What is larger is
 * allocated each time.
 */
final class Spares {
    static final int BYTES = 512;
    static final int MOST = 256;

    private final ByteBufAllocator allocator;
    private final Deque<ByteBuf> free = new ArrayDeque<>(MOST);

    Spares(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** An empty buffer with room for at least that many bytes; {@link #giveBack} ends its use. */
    ByteBuf take(int bytes) {
        if (bytes > BYTES) {
            return allocator.directBuffer(bytes);
        }
        ByteBuf spare = free.pollLast();
        return spare == null ? allocator.directBuffer(BYTES) : spare;
    }

    /** The buffer is not used any more. */
    void giveBack(@Owned ByteBuf buffer) {
        if (buffer.capacity() == BYTES && free.size() < MOST) {
            free.addLast(buffer.clear());
        } else {
            buffer.release();
        }
    }

    /** Frees them all. */
    void release() {
        free.forEach(ByteBuf::release);
        free.clear();
    }
}
