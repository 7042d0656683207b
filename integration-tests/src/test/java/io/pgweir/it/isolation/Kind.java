package io.pgweir.it.isolation;

/** The kinds of state that a session has on its server. */
enum Kind {
    SETTINGS,
    ROLE,
    TEMPORARY_TABLES,
    PREPARED_STATEMENTS,
    CURSORS,
    LOCKS,
    NOTIFICATIONS;

    Visit visitOf(Guest guest) {
        return switch (this) {
            case SETTINGS -> new SettingsVisit(guest);
            case ROLE -> new RoleVisit(guest);
            case TEMPORARY_TABLES -> new TempVisit(guest);
            case PREPARED_STATEMENTS -> new StatementVisit(guest);
            case CURSORS -> new CursorVisit(guest);
            case LOCKS -> new LockVisit(guest);
            case NOTIFICATIONS -> new ListenVisit(guest);
        };
    }
}
