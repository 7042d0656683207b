package io.pgweir.protocol.sql;

/**
 * What a text may do to its session, as bits that can be added up. A suspicion that turns out wrong costs a question
 * to the server, one that is missing costs correctness: when in doubt the scanner suspects.
 */
public final class Suspicion {
    /** Nothing that outlives a transaction. */
    public static final int NONE = 0;

    /** Starts a LISTEN: notifications must reach this client, so it needs a server of its own. */
    public static final int LISTEN = 1;

    /** Ends a LISTEN, so that the server may be free again afterwards, or asks which channels there are. */
    public static final int UNLISTEN = 1 << 1;

    /** DISCARD: ends some or all of what a session holds. */
    public static final int DISCARD = 1 << 2;

    /** Changes a setting beyond its transaction: SET, RESET, {@code set_config}, SET ROLE, DISCARD ALL. */
    public static final int SET = 1 << 3;

    /** Gives a setting its default again; together with {@link #SET} unless for the transaction only. */
    public static final int RESET = 1 << 4;

    /** Makes, runs or forgets statements prepared in SQL, or looks at the list of them. */
    public static final int PREPARE = 1 << 5;

    /** Makes or names temporary tables. */
    public static final int TEMP = 1 << 6;

    /** Declares a cursor that outlives its transaction. */
    public static final int HOLD = 1 << 7;

    /** CLOSE: may end a cursor that outlives its transaction. */
    public static final int CLOSE = 1 << 8;

    /** Contains the word DROP: may end a temporary table. */
    public static final int DROP = 1 << 9;

    /** Takes or gives back advisory locks that outlive the transaction. */
    public static final int LOCK = 1 << 10;

    /** Asks for the session's last value of a sequence. */
    public static final int LAST_VALUE = 1 << 11;

    /** May set the session's last value of a sequence, as each statement does that fills columns with defaults. */
    public static final int NEXT_VALUE = 1 << 12;

    /** Makes state that no question to the server finds: LOAD, {@code setseed}, {@link PinFunctions}. */
    public static final int STICKY = 1 << 13;

    /** Asks which server process it runs in, or for that process's own statistics. */
    public static final int BACKEND = 1 << 14;

    /** Runs what cannot be looked into: DO, CALL, queries in strings, names written {@code U&"..."}. */
    public static final int CODE = 1 << 15;

    /** May run functions that users defined, be it through a trigger, a view or a column's default. */
    public static final int USER_CODE = 1 << 16;

    /** Names the schema of temporary objects; always together with {@link #TEMP}. */
    public static final int TEMP_SCHEMA = 1 << 17;

    /** Begins a transaction block: what will run in it is not known yet. */
    public static final int BLOCK = 1 << 18;

    /** Calls {@code nextval} or {@code setval} by name; always together with {@link #NEXT_VALUE}. */
    public static final int NEXT_VALUE_CALL = 1 << 19;

    private Suspicion() {}
}
