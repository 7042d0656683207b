package io.pgweir.it.isolation;

import io.pgweir.it.harness.Postgres;
import java.io.IOException;

/** SET ROLE, and SET SESSION AUTHORIZATION by those who may. */
final class RoleVisit implements Visit {
    private final Guest guest;
    private final String login;
    private final String own;
    private String session;
    private String current;

    RoleVisit(Guest guest) {
        this.guest = guest;
        this.login = userOf(guest.number());
        this.own = roleOf(guest.number());
        this.session = login;
        this.current = login;
    }

    /** Who logs in at this place. */
    static String userOf(int number) {
        return number % 2 == 0 ? "alice" : Postgres.SUPERUSER;
    }

    /** The role that nobody takes at another place. */
    static String roleOf(int number) {
        return "guest_" + number;
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(6)) {
            case 0 -> {
                guest.run("SET ROLE " + own);
                current = own;
            }
            case 1 -> {
                guest.run("RESET ROLE");
                current = session;
            }
            case 2 -> {
                guest.run("BEGIN");
                guest.run("SET LOCAL ROLE " + own);
                guest.meets(own, guest.value("SELECT current_user"), "current_user");
                boolean unused = guest.endTransaction();
            }
            case 3 -> {
                guest.run("BEGIN");
                guest.run("SET ROLE " + own);
                guest.meets(own, guest.value("SELECT current_user"), "current_user");
                if (guest.endTransaction()) {
                    current = own;
                }
            }
            default -> authorization();
        }
        guest.meets(session, guest.value("SELECT session_user"), "session_user");
        guest.meets(current, guest.value("SELECT current_user"), "current_user");
    }

    private void authorization() throws IOException {
        if (login.equals(Postgres.SUPERUSER)) {
            boolean takes = guest.draw(2) == 0;
            guest.run(takes ? "SET SESSION AUTHORIZATION " + own : "RESET SESSION AUTHORIZATION");
            session = takes ? own : login;
            current = session;
        }
    }
}
