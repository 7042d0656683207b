package io.pgweir.proxy.net;

/**
 * Bytes that the links of one loop hold because somebody does not take them, against the loop's part of
 * {@code max_pending}. Above it links read little and writers stop early, so that memory is bounded whatever the
 * peers do.
 */
final class HeldBytes {
    private final long max;
    private long now;

    HeldBytes(long max) {
        this.max = max;
    }

    void add(int bytes) {
        now += bytes;
    }

    boolean pressing() {
        return now > max;
    }

    long now() {
        return now;
    }
}
