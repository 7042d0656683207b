package io.pgweir.protocol.sql;

/** What a text is that consists of one statement whose effect is known from its words alone. */
public enum SoleCommand {
    /** Anything else. */
    NONE,

    /** BEGIN or START TRANSACTION, with modes or without. */
    BEGIN,

    /** COMMIT or END without a new transaction: not PREPARED, not AND CHAIN. */
    COMMIT,

    /** ROLLBACK or ABORT of the whole transaction: not TO a savepoint, not PREPARED, not AND CHAIN. */
    ROLLBACK,

    /** DISCARD ALL. */
    DISCARD_ALL,

    /** DEALLOCATE, of one statement or of all; {@link DeallocateText} tells which. */
    DEALLOCATE
}
