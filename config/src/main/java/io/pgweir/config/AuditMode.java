package io.pgweir.config;

/** What is done about state that statements leave in their server which run user-defined code. */
public enum AuditMode {
    /** Strict in databases with row-level security or functions that set custom settings, sampled in others. */
    AUTO,
    /** Nothing. */
    OFF,
    /** The server is asked after the first runs of each shape of statement, and after one in a thousand later ones. */
    SAMPLED,
    /** The same, and a server is cleaned before another session has it. */
    STRICT
}
