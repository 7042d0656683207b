package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.SoleCommand;

/**
 * What was found in a text that is kept.
 *
 * @param suspicions {@link io.pgweir.protocol.sql.Suspicion} bits
 * @param shape of a text that may run user-defined code, 0 for others
 * @param sole what the text is if it is one statement of the simplest kinds
 */
public record Scanned(int suspicions, long shape, SoleCommand sole) {
    /** Nothing suspicious. */
    public static final Scanned HARMLESS = new Scanned(0, 0, SoleCommand.NONE);
}
