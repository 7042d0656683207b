package io.pgweir.protocol.sql;

import java.util.Arrays;

/**
 * Tells in a few instructions that a word means nothing: most words of most texts fall through. It knows the first
 * letters of those that mean something and how long they are; what is caught must be looked up in the
 * {@link Vocabulary}.
 */
final class Sieve {
    /** Enough to part {@code pg_t} from {@code pg_c}; no family's known beginning is shorter. */
    private static final int LETTERS = 4;

    private static final int BITS = 9;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /** For each hash of first letters, one bit per length. */
    private final long[] lengths = new long[1 << BITS];

    /** Catches words of these letters. */
    void add(byte[] letters) {
        lengths[slot(letters)] |= 1L << Math.min(letters.length, Word.MAX_BYTES);
    }

    /** Catches all words that begin with these letters, which are {@value #LETTERS} or more. */
    void addFamily(byte[] letters) {
        lengths[slot(letters)] = -1;
    }

    /** Catches all words. */
    void addAll() {
        Arrays.fill(lengths, -1);
    }

    /** Whether the word may mean something; the array goes on for {@link Word#SPARE_BYTES} behind it. */
    boolean catches(byte[] text, int from, int length) {
        long bits = lengths[slot(Word.eight(text, from), length)];
        return (bits >>> Math.min(length, Word.MAX_BYTES) & 1) != 0;
    }

    private static int slot(byte[] letters) {
        return slot(Word.eight(Arrays.copyOf(letters, letters.length + Word.SPARE_BYTES), 0), letters.length);
    }

    /** Of the first letters in whatever case; that some other characters become equal too does no harm. */
    private static int slot(long eight, int length) {
        long lower = eight | 0x2020202020202020L;
        long first = lower << (Long.SIZE - Byte.SIZE * Math.min(length, LETTERS));
        return (int) ((first * MULTIPLIER) >>> (Long.SIZE - BITS));
    }
}
