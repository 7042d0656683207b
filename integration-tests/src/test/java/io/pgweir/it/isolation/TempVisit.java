package io.pgweir.it.isolation;

import java.io.IOException;

/** A temporary table of the name that all others take, too, made by a statement or by a function. */
final class TempVisit implements Visit {
    private static final String UNDEFINED_TABLE = "42P01";

    private final Guest guest;
    private boolean made;

    TempVisit(Guest guest) {
        this.guest = guest;
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(5)) {
            case 0 -> guest.run("SELECT 1");
            case 1 -> inTransaction();
            case 2 -> drop();
            default -> make();
        }
        if (made) {
            guest.meets(guest.name(), guest.value("SELECT v FROM mine"), "a row of");
        } else {
            guest.fails(UNDEFINED_TABLE, "SELECT v FROM mine");
        }
    }

    private String text() {
        return "CREATE TEMP TABLE mine AS SELECT '" + guest.name() + "'::text AS v";
    }

    private void make() throws IOException {
        if (!made) {
            guest.run(guest.hides() ? "SELECT make_temp('" + guest.name() + "')" : text());
            made = true;
        }
    }

    private void inTransaction() throws IOException {
        if (!made) {
            boolean drops = guest.draw(2) == 0;
            guest.run("BEGIN");
            guest.run(drops ? text().replace(" AS SELECT", " ON COMMIT DROP AS SELECT") : text());
            guest.meets(guest.name(), guest.value("SELECT v FROM mine"), "a row of");
            made = guest.endTransaction() && !drops;
        }
    }

    private void drop() throws IOException {
        if (made) {
            guest.run("DROP TABLE mine");
            made = false;
        }
    }
}
