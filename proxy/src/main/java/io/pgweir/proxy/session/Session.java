package io.pgweir.proxy.session;

import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.server.Settings;

/**
 * A logged-in client's state, as far as it follows the client from server to server. What cannot follow pins the
 * session to a server ({@link PinReason}).
 */
public final class Session {
    private static final String STANDARD_STRINGS = "standard_conforming_strings";

    private final Pool pool;
    private final PoolSessions shared;
    private final ClientStatements statements;
    private final Settings startup;
    private final int pid;
    private Settings settings;
    private Settings parseImage;
    private boolean standardConformingStrings;
    private UnnamedStatement unnamed = UnnamedStatement.NONE;

    /**
     * @param startup the settings that the client logged in with, as its servers call them
     * @param pid the process id that the client was told
     */
    public Session(Pool pool, PoolSessions shared, Settings startup, int pid) {
        this.pool = pool;
        this.shared = shared;
        this.statements = new ClientStatements(shared.statements());
        this.startup = startup;
        this.pid = pid;
        this.settings = startup;
        this.parseImage = shared.parseImage(startup);
        this.standardConformingStrings = standardStrings(startup);
    }

    private static boolean standardStrings(Settings settings) {
        return !settings.valueOf(STANDARD_STRINGS).equals("off");
    }

    public Pool pool() {
        return pool;
    }

    public int pid() {
        return pid;
    }

    /** What the client has set, startup included. */
    public Settings settings() {
        return settings;
    }

    public void settings(Settings now) {
        if (now != settings) {
            settings = now;
            parseImage = shared.parseImage(now);
            standardConformingStrings = standardStrings(now);
        }
    }

    /** What the client logged in with: where RESET leads back to. */
    public Settings startup() {
        return startup;
    }

    /** Whether a backslash is only a backslash in this client's plain strings. */
    public boolean standardConformingStrings() {
        return standardConformingStrings;
    }

    public ClientStatements statements() {
        return statements;
    }

    public SharedStatements sharedStatements() {
        return shared.statements();
    }

    /** The settings that literals and names in a Parse are resolved by. */
    public Settings parseImage() {
        return parseImage;
    }

    public UnnamedStatement unnamed() {
        return unnamed;
    }

    public void unnamed(UnnamedStatement now) {
        unnamed = now;
    }

    /** The client is gone. */
    public void end() {
        statements.clear();
        pool.clientLeft();
    }
}
