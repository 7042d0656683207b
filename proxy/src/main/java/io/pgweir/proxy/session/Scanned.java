package io.pgweir.proxy.session;

/**
 * What was found in a text that is kept.
 *
 * @param suspicions {@link io.pgweir.protocol.sql.Suspicion} bits
 * @param shape of a text that may run user-defined code, 0 for others
 */
public record Scanned(int suspicions, long shape) {
    /** Nothing suspicious. */
    public static final Scanned HARMLESS = new Scanned(0, 0);
}
