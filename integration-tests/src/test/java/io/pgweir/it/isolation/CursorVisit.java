package io.pgweir.it.isolation;

import java.io.IOException;

/** A cursor of the name that all others take, too, within a transaction or beyond it. */
final class CursorVisit implements Visit {
    private static final String UNKNOWN_CURSOR = "34000";

    private final Guest guest;
    private boolean held;

    CursorVisit(Guest guest) {
        this.guest = guest;
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(4)) {
            case 0 -> guest.run("SELECT 1");
            case 1 -> {
                if (held) {
                    guest.run("CLOSE c");
                    held = false;
                }
            }
            default -> declare(guest.draw(2) == 0);
        }
        if (held) {
            fetch();
        } else {
            guest.fails(UNKNOWN_CURSOR, "FETCH ABSOLUTE 2 FROM c");
        }
    }

    private void fetch() throws IOException {
        guest.meets(guest.name(), guest.value("FETCH ABSOLUTE 2 FROM c"), "the cursor of");
    }

    private void declare(boolean hold) throws IOException {
        if (!held) {
            guest.run("BEGIN");
            guest.run("DECLARE c SCROLL CURSOR " + (hold ? "WITH HOLD " : "") + "FOR SELECT '" + guest.name()
                    + "'::text FROM generate_series(1, 3)");
            fetch();
            held = guest.endTransaction() && hold;
        }
    }
}
