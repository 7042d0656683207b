package io.pgweir.config;

/** What sessions listen through that have their servers from transaction to transaction only. */
public enum ListenMode {
    /** A session that listens has a server of its own. */
    PINNED,
    /** One server connection listens for all sessions of a database. */
    SHARED
}
