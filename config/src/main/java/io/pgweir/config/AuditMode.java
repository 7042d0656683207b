package io.pgweir.config;

/** How often a server is asked what statements that run user-defined code left in it. */
public enum AuditMode {
    /** Never. */
    OFF,
    /** After the first runs of each shape of statement, and after one in a thousand later ones. */
    SAMPLED,
    /** After every transaction with such a statement. */
    STRICT
}
