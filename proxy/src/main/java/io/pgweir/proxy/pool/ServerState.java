package io.pgweir.proxy.pool;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a pooled server is doing, in PgBouncer's words, and what it may do next. docs/state-machine.md is generated from
 * this.
 */
public enum ServerState {
    IDLE("free; a new server begins here"),
    TESTED("runs a query of ours: the test before reuse, the reset after a session, a clean-up"),
    ACTIVE("leased to one client"),
    BEING_CANCELED("given back, but a cancel request for its last query may still come"),
    CLOSED("gone");

    private static final Map<ServerState, Set<ServerState>> NEXT = new EnumMap<>(Map.of(
            IDLE, EnumSet.of(ACTIVE, TESTED, CLOSED),
            TESTED, EnumSet.of(IDLE, TESTED, ACTIVE, BEING_CANCELED, CLOSED),
            ACTIVE, EnumSet.of(IDLE, ACTIVE, TESTED, BEING_CANCELED, CLOSED),
            BEING_CANCELED, EnumSet.of(IDLE, ACTIVE, TESTED, CLOSED),
            CLOSED, EnumSet.noneOf(ServerState.class)));

    private final String meaning;

    ServerState(String meaning) {
        this.meaning = meaning;
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }

    /** What may follow; the same state again is another lease, or the next query of ours. */
    public Set<ServerState> next() {
        return NEXT.getOrDefault(this, Set.of());
    }
}
