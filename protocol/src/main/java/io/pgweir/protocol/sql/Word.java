package io.pgweir.protocol.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The word or quoted name that the lexer read last: its first 63 bytes, which is all that PostgreSQL looks at.
 *
 * <p>A word lies where it was scanned; only one that the end of a piece cuts is copied. It is hashed eight bytes at a
 * time, so arrays must be readable {@value #SPARE_BYTES} bytes behind a word. A word of up to eight bytes is its hash.
 */
final class Word {
    /** NAMEDATALEN - 1. */
    static final int MAX_BYTES = 63;

    /** How far behind a word's end an array must go on. */
    static final int SPARE_BYTES = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long TO_HIGH_FROM_A = 0x3F3F3F3F3F3F3F3FL; // 0x80 - 'A' in every byte
    private static final long TO_HIGH_AFTER_Z = 0x2525252525252525L; // 0x80 - 'Z' - 1 in every byte
    private static final long LOWER_CASE = 0x2020202020202020L;
    private static final long TO_HIGH_FROM_LOWER_A = 0x1F1F1F1F1F1F1F1FL; // 0x80 - 'a' in every byte
    private static final long TO_HIGH_AFTER_LOWER_Z = 0x0505050505050505L; // 0x80 - 'z' - 1 in every byte
    private static final long TO_HIGH_FROM_0 = 0x5050505050505050L; // 0x80 - '0' in every byte
    private static final long TO_HIGH_AFTER_9 = 0x4646464646464646L; // 0x80 - '9' - 1 in every byte
    private static final long UNDERSCORES = 0x5F5F5F5F5F5F5F5FL;
    private static final long DOLLARS = 0x2424242424242424L;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final byte[] copy = new byte[MAX_BYTES + 1 + SPARE_BYTES];
    private final byte[] letters = new byte[MAX_BYTES + 1 + SPARE_BYTES];
    private byte[] bytes = copy;
    private int from;
    private int length;
    private int copied;
    private int kinds;
    private long hash;

    /** Begins a new word. */
    void begin() {
        copied = 0;
        kinds = 0;
    }

    /** A part that ends with its piece: the word goes on in the next one. */
    void part(byte[] text, int index, int end, int partKinds) {
        int taken = Math.min(end - index, MAX_BYTES - copied);
        System.arraycopy(text, index, copy, copied, taken);
        copied += taken;
        kinds |= partKinds;
    }

    /** The word's last part, which may be empty. */
    void end(byte[] text, int index, int end, int partKinds) {
        kinds |= partKinds;
        if (copied == 0) {
            if (bytes != text) {
                bytes = text; // seldom: storing a reference has its price
            }
            from = index;
            length = Math.min(end - index, MAX_BYTES);
            hash = hash(bytes, from, length, true);
            return;
        }
        part(text, index, end, partKinds);
        bytes = copy;
        from = 0;
        length = copied;
        hash = hash(bytes, from, length, true);
    }

    /** Makes the word independent of the array it was scanned in. */
    void keep() {
        System.arraycopy(bytes, from, copy, 0, length);
        bytes = copy;
        from = 0;
    }

    int length() {
        return length;
    }

    /** One byte, as a lower-case letter if it is a letter. */
    int letter(int index) {
        byte b = bytes[from + index];
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** Whether it is these lower-case letters, in whatever case. */
    boolean is(byte[] name) {
        return length == name.length && startsWith(name);
    }

    /** Whether it begins with these lower-case letters, in whatever case. */
    boolean startsWith(byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (letter(i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether these lower-case letters are somewhere in it, in whatever case. */
    boolean contains(byte[] part) {
        for (int start = 0; start + part.length <= length; start++) {
            int i = 0;
            while (i < part.length && letter(start + i) == part[i]) {
                i++;
            }
            if (i == part.length) {
                return true;
            }
        }
        return false;
    }

    /** A hash of the word in lower case. */
    long hash() {
        return hash;
    }

    /** A hash of the word without its digits. */
    long shape(boolean caseMatters) {
        if ((kinds & Characters.DIGIT) == 0) {
            return caseMatters ? hash(bytes, from, length, false) : hash;
        }
        int count = 0;
        for (int i = from; i < from + length; i++) {
            if (!Characters.is(Characters.DIGIT, bytes[i])) {
                letters[count++] = bytes[i];
            }
        }
        return hash(letters, 0, count, !caseMatters);
    }

    private static long hash(byte[] bytes, int from, int length, boolean fold) {
        long hash = 0;
        int at = from;
        int left = length;
        while (left > Long.BYTES) {
            hash = mixed(hash ^ eight(bytes, at, fold));
            at += Long.BYTES;
            left -= Long.BYTES;
        }
        return left == 0 ? hash : hash ^ (eight(bytes, at, fold) & (-1L >>> (Long.SIZE - Byte.SIZE * left)));
    }

    private static long mixed(long hash) {
        long product = hash * MULTIPLIER;
        return (product ^ (product >>> 32)) * MULTIPLIER;
    }

    /** The eight bytes from there, the first one lowest. */
    static long eight(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static long eight(byte[] bytes, int at, boolean fold) {
        long eight = eight(bytes, at);
        return fold ? folded(eight) : eight;
    }

    /** The highest bit of every byte that is no part of a word: no letter, digit, underscore or dollar. */
    static long ends(long eight) {
        long low = eight & ~HIGH_BITS;
        long lower = low | LOWER_CASE;
        long letters = (lower + TO_HIGH_FROM_LOWER_A) & ~(lower + TO_HIGH_AFTER_LOWER_Z);
        long digits = (low + TO_HIGH_FROM_0) & ~(low + TO_HIGH_AFTER_9);
        long others = (HIGH_BITS - (low ^ UNDERSCORES)) | (HIGH_BITS - (low ^ DOLLARS)); // high where they are equal
        return ~(letters | digits | others | eight) & HIGH_BITS;
    }

    /** Eight bytes with A to Z in lower case: adding to seven bits carries into the eighth from a bound on. */
    private static long folded(long eight) {
        long low = eight & ~HIGH_BITS;
        long fromA = low + TO_HIGH_FROM_A;
        long afterZ = low + TO_HIGH_AFTER_Z;
        long upper = (fromA ^ afterZ) & ~eight & HIGH_BITS;
        return eight | (upper >>> 2);
    }
}
