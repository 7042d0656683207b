package io.pgweir.it.isolation;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Advisory locks of the session: one that is nobody else's, and a few that everybody wants. */
final class LockVisit implements Visit {
    private static final int WANTED = 3;
    private static final int OWN = 1_000;
    private static final String GOT = "t";

    private final Guest guest;
    private final Set<Integer> held = new HashSet<>();

    LockVisit(Guest guest) {
        this.guest = guest;
    }

    @Override
    public void round() throws IOException {
        int key = guest.draw(2) == 0 ? OWN + guest.unique() : guest.draw(WANTED);
        if (held.contains(key)) {
            release(key);
        } else if (guest.draw(4) == 0) {
            guest.meets("f", guest.value("SELECT pg_advisory_unlock(" + key + ")"), "a lock to give back");
        } else if (key >= OWN) {
            takeOwn(key);
        } else {
            takeWanted(key);
        }
    }

    private void release(int key) throws IOException {
        held.remove(key);
        guest.house().lockHolders().remove(key);
        guest.meets(GOT, guest.value("SELECT pg_advisory_unlock(" + key + ")"), "a lock to give back");
    }

    private void takeOwn(int key) throws IOException {
        if (guest.hides()) {
            guest.run("SELECT take_lock(" + key + ")");
        } else {
            guest.meets(GOT, guest.value("SELECT pg_try_advisory_lock(" + key + ")"), "its own lock");
        }
        held.add(key);
    }

    private void takeWanted(int key) throws IOException {
        if (guest.value("SELECT pg_try_advisory_lock(" + key + ")").equals(GOT)) {
            String other = guest.house().lockHolders().putIfAbsent(key, guest.name());
            guest.meets("nobody", other == null ? "nobody" : other, "a holder of its lock");
            held.add(key);
        }
    }

    @Override
    public void leaves() {
        guest.house().lockHolders().values().removeIf(guest.name()::equals);
    }
}
