package io.pgweir.proxy.console;

/** What a console user may do. Every command names what it needs; there is no way to declare one without. */
public enum Privilege {
    /** Look. */
    STATS,
    /** Look and act. */
    ADMIN;

    /** Whether somebody with this may do what needs the other. */
    boolean covers(Privilege needed) {
        return compareTo(needed) >= 0;
    }
}
