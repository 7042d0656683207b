package io.pgweir.it.isolation;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the clients of a crowd know of each other, apart from what their servers say. */
final class House {
    /** Clients at a time; each that dies is replaced. */
    static final int PLACES = 24;

    private final boolean hides;
    private final Map<Integer, String> lockHolders = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** @param hides whether functions that no text shows leave state, too */
    House(boolean hides) {
        this.hides = hides;
    }

    boolean hides() {
        return hides;
    }

    /** Who holds which lock, by the word of those who were told so and did not give it back yet. */
    Map<Integer, String> lockHolders() {
        return lockHolders;
    }

    /** Names of all who came, the dead included. */
    Set<String> names() {
        return names;
    }
}
