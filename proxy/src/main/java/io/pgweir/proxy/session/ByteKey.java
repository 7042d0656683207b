package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.pgweir.proxy.net.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bytes as a key of a hash table: a name or a text as it came over the wire. A {@link Probe} finds one without
 * allocating. The hash is seeded, so that a client cannot choose names that collide.
 */
public final class ByteKey {
    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final byte[] bytes;
    private final int hash;

    ByteKey(byte[] bytes, int hash) {
        this.bytes = bytes;
        this.hash = hash;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The bytes as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes them as a cstring. */
    public void encode(ByteBuf out) {
        out.writeBytes(bytes);
        out.writeByte(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** A range of a buffer that is looked up. Reused for every look-up; the table must not keep it. */
    public static final class Probe {
        private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
        private int from;
        private int length;
        private int hash;

        /** Points it at a range. */
        @HotPath
        public Probe at(ByteBuf source, int index, int bytes) {
            buffer = source;
            from = index;
            length = bytes;
            hash = hash(source, index, bytes);
            return this;
        }

        /** A key with a copy of the range. */
        public ByteKey toKey() {
            return new ByteKey(ByteBufUtil.getBytes(buffer, from, length), hash);
        }

        @Override
        @SuppressWarnings("EqualsUnsafeCast") // a table holds keys only
        public boolean equals(Object other) {
            return other instanceof ByteKey key && hash == key.hash && sameBytes(key.bytes);
        }

        private boolean sameBytes(byte[] bytes) {
            if (bytes.length != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[i] != buffer.getByte(from + i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    @HotPath
    private static int hash(ByteBuf source, int index, int length) {
        long hash = SEED + length;
        int at = index;
        int end = index + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ source.getLong(at));
        }
        for (; at < end; at++) {
            hash = mixed(hash ^ source.getByte(at));
        }
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }

    private static long mixed(long value) {
        long product = value * MULTIPLIER;
        return product ^ (product >>> 29);
    }
}
