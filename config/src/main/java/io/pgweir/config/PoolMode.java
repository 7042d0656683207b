package io.pgweir.config;

/** When a client gives its server connection back. */
public enum PoolMode {
    /** At disconnect. */
    SESSION,
    /** When its transaction ends. */
    TRANSACTION,
    /** After each statement; transactions of several statements are refused. */
    STATEMENT
}
