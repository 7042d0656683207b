package io.pgweir.proxy.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Makes bytes that are nearly right; the same ones for the same seed. */
public final class Mutations {
    private static final int[] ODD_NUMBERS = {0, 1, 3, 4, 5, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 1 << 30
    };

    private final Random random;

    public Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** One of them. */
    public byte[] pick(byte[]... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** One to three changes. */
    public byte[] of(byte[] original) {
        byte[] bytes = original;
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = bytes.length == 0 ? bytes : changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> flipped(bytes, at);
            case 1 -> joined(bytes, at, new byte[0], at + length); // lost
            case 2 -> joined(bytes, at, noise(length), at); // inserted
            case 3 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at); // doubled
            case 4 -> Arrays.copyOf(bytes, at); // cut off
            default -> joined(bytes, at, oddNumber(), Math.min(bytes.length, at + Integer.BYTES));
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return copy;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] oddNumber() {
        int number = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] joined(byte[] bytes, int end, byte[] middle, int restFrom) {
        return ByteBuffer.allocate(end + middle.length + bytes.length - restFrom)
                .put(bytes, 0, end)
                .put(middle)
                .put(bytes, restFrom, bytes.length - restFrom)
                .array();
    }
}
