package io.pgweir.proxy.testing;

import java.util.function.IntPredicate;

/** Where the sends of one conversation are cut; between two pieces the proxy has read the first. */
final class Cuts {
    private final Runnable betweenPieces;
    private final IntPredicate cut;
    private int longest;

    private Cuts(Runnable betweenPieces, IntPredicate cut) {
        this.betweenPieces = betweenPieces;
        this.cut = cut;
    }

    static Cuts none() {
        return new Cuts(() -> {}, index -> false);
    }

    static Cuts everywhere(Runnable betweenPieces) {
        return new Cuts(betweenPieces, index -> true);
    }

    /** Before this byte of every send that is long enough. */
    static Cuts before(int byteIndex, Runnable betweenPieces) {
        return new Cuts(betweenPieces, index -> index == byteIndex);
    }

    /** For the sends of the conversation. */
    Pace pace() {
        return (bytes, out) -> {
            longest = Math.max(longest, bytes.length);
            int from = 0;
            for (int i = 1; i < bytes.length; i++) {
                if (cut.test(i)) {
                    out.write(bytes, from, i - from);
                    betweenPieces.run();
                    from = i;
                }
            }
            out.write(bytes, from, bytes.length - from);
        };
    }

    /** Bytes of the longest send so far. */
    int longest() {
        return longest;
    }
}
