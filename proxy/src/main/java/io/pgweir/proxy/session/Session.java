package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.config.AuditMode;
import io.pgweir.config.PoolMode;
import io.pgweir.config.SessionStateMode;
import io.pgweir.protocol.sql.ClientEncoding;
import io.pgweir.protocol.sql.ResetText;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.route.Durations;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A logged-in client's state, as far as it follows the client from server to server. What cannot follow pins the
 * session to a server ({@link PinReason}).
 */
public final class Session {
    private static final int MAX_AUDITED = 8;
    private static final long[] NONE_AUDITED = {};
    private static final String SEARCH_PATH = "search_path";
    /** Stands for the schema of the session's temporary objects. */
    public static final String TEMP_SCHEMA = "pg_temp";

    private static final String IDLE_TIMEOUT = "idle_session_timeout";
    private static final String ROLE = "role";
    private static final String AUTHORIZATION = "session_authorization";
    private static final String APPLICATION = "application_name";
    private static final String STANDARD_STRINGS = "standard_conforming_strings";

    private final Pool pool;
    private final PoolSessions shared;
    private final ClientStatements statements;
    private final Settings startup;
    private final int pid;
    private Settings settings;
    private Settings parseImage;
    private boolean standardConformingStrings;
    private ClientEncoding encoding;
    private boolean hasRole;
    private @Nullable PinReason ownServer;
    private long[] audited = NONE_AUDITED;
    private @Nullable PooledServer sequenceServer;
    private @Nullable Carried carried;
    private Set<String> named = Set.of();
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
        this.encoding = encodingOf(startup);
        this.ownServer = ownServer(startup);
    }

    private static ClientEncoding encodingOf(Settings settings) {
        return ClientEncoding.named(settings.valueOf("client_encoding"));
    }

    private static @Nullable PinReason ownServer(Settings settings) {
        if (settings.valueOf(SEARCH_PATH).contains(TEMP_SCHEMA)) {
            return PinReason.TEMP;
        }
        boolean ends = !Durations.ofTimeout(settings.valueOf(IDLE_TIMEOUT)).isZero();
        return ends ? PinReason.SETTING : null;
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
            encoding = encodingOf(now);
            ownServer = ownServer(now);
            hasRole = now.contains(ROLE) || !now.valueOf(AUTHORIZATION).equals(startup.valueOf(AUTHORIZATION));
        }
    }

    /** What the client logged in with: where RESET leads back to. */
    public Settings startup() {
        return startup;
    }

    /** The statements of a text, if it can be taken apart. */
    public Optional<List<ResetText>> resets(String sql) {
        return ResetText.statements(sql, standardConformingStrings);
    }

    /** The text to send in place of this one on a server that was opened with those settings, if another. */
    public Optional<RestoringText> restoring(String sql, Settings born) {
        return RestoringText.of(resets(sql), sql, startup, born);
    }

    /** What to run behind a single statement on this server. */
    public List<String> restoringStatement(String sql, ServerConnection server) {
        return resets(sql)
                .filter(statements -> statements.size() == 1)
                .map(statements -> statements.get(0))
                .filter(statement -> server.inTransaction() || !statement.local())
                .map(statement -> StartupValues.restore(statement, startup, server.born()))
                .orElse(List.of());
    }

    /** The names of custom settings to ask for: those that somebody mentioned, and those that the client has. */
    public Set<String> customNames() {
        Set<String> names = new LinkedHashSet<>(shared.placeholders().all());
        settings.asMap().keySet().stream().filter(Placeholders::isPlaceholder).forEach(names::add);
        return names;
    }

    /** The names of custom settings that somebody of this pool mentioned. */
    public Placeholders placeholders() {
        return shared.placeholders();
    }

    /** The functions of its database that may leave state. */
    public FunctionNames functions() {
        return shared.functions();
    }

    /** A text of this client mentions a custom setting. */
    public void names(String placeholder) {
        shared.placeholders().seen(placeholder);
        if (named.isEmpty()) {
            named = new HashSet<>();
        }
        if (named.size() < Placeholders.MAX_NAMES) { // beyond that an empty value of its own may not follow it
            named.add(placeholder);
        }
    }

    /**
     * A server said what this session has set on it, and is at that now. What is missing of what the client logged in
     * with has been reset: the client's own value is wanted there again.
     */
    public void settingsFound(ServerConnection server, Map<String, String> found) {
        Settings reported = server.settings().only(server::reports);
        Map<String, String> now = new HashMap<>(found);
        now.keySet().removeIf(name -> reported.contains(name) || isAnothers(name, found));
        Settings there = reported.with(Settings.of(now));
        Settings wanted = there;
        for (Map.Entry<String, String> setting : startup.asMap().entrySet()) {
            if (!there.contains(setting.getKey())) {
                wanted = wanted.with(setting.getKey(), setting.getValue());
            }
        }
        server.settings(there);
        settings(shared.intern(wanted.with(reportedOf(settings, reported))));
    }

    /** What the client was told of reported settings stays: a reset may have brought the server somewhere else. */
    private static Settings reportedOf(Settings told, Settings reported) {
        return told.only(reported::contains);
    }

    /** A custom setting never becomes unset again: one at its default may be left of another session. */
    private boolean isAnothers(String name, Map<String, String> found) {
        return Settings.AT_DEFAULT.equals(found.get(name)) && !named.contains(name) && !settings.contains(name);
    }

    /** Whether a DISCARD ALL of this session without a server needs none. Only a server knows what a role may do. */
    public boolean discardsLocally() {
        return tracksState()
                && !hasRole
                && (settings == startup || shared.welcome().isPresent());
    }

    /** A DISCARD ALL that needed no server: writes a ParameterStatus for each reported setting that changes. */
    public void discardAll(ByteBuf out) {
        Settings before = settings;
        statements.clear();
        unnamed = UnnamedStatement.NONE;
        if (before == startup) {
            return;
        }
        discardSettings();
        shared.welcome().ifPresent(welcome -> welcome.encodeChanges(out, before, settings));
    }

    /** DISCARD ALL: back to what the client logged in with; custom settings stay known. */
    public void discardSettings() {
        Settings next = startup;
        for (String name : settings.asMap().keySet()) {
            if (Placeholders.isPlaceholder(name) && !startup.contains(name)) {
                next = next.with(name, Settings.AT_DEFAULT);
            }
        }
        settings(shared.intern(next));
    }

    /**
     * Whether a server is as this session needs it. One with a role never is: a server remembers the role, and not its
     * name, which may be another role's by now.
     */
    @HotPath
    public boolean matches(PooledServer server) {
        return server.connection().settings() == settingsOn(server) && !hasRole;
    }

    /** What this server is to be set to for the session: through a pooler only what that carries. */
    @HotPath
    public Settings settingsOn(PooledServer server) {
        return server.direct() ? settings : carried().some();
    }

    /** Whether its settings would be left behind on the servers of the pooler in front. */
    @HotPath
    public boolean needsDirect() {
        return !pool.route().pooledIsDirect() && !carried().whole();
    }

    /** Whether a pooler in front of the servers takes all of these along. */
    public static boolean carriedByPooler(Settings settings) {
        return settings.asMap().keySet().stream().allMatch(Carried::carries);
    }

    private Carried carried() {
        if (carried == null || carried.all() != settings) {
            Settings born = shared.welcome().map(Welcome::born).orElse(Settings.NONE);
            Carried now = Carried.of(settings, born);
            carried = new Carried(settings, shared.intern(now.some()), now.whole());
        }
        return carried;
    }

    /** A server is at these settings for the session, in its own spelling. */
    public void settled(PooledServer server, Settings there) {
        Settings its = server.direct() ? there : Carried.carriedOf(there);
        settings(shared.intern(server.direct() ? its : settings.with(its)));
    }

    /** Transactions of its application needed PostgreSQL itself when they had begun behind a pooler. */
    @HotPath
    public boolean beginsDirect() {
        return !shared.beginDirect().isEmpty() && shared.beginDirect().contains(settings.valueOf(APPLICATION));
    }

    /** Whether transactions of its application are to begin on PostgreSQL itself. */
    public void beginsDirect(boolean now) {
        if (now) {
            shared.beginDirect().add(settings.valueOf(APPLICATION));
        } else {
            shared.beginDirect().remove(settings.valueOf(APPLICATION));
        }
    }

    /**
     * Why its settings alone call for a server that was opened for it; null when they do not. With the schema of
     * temporary objects in the search path any text may make some, and none may be there before. An
     * {@code idle_session_timeout} would end a server that rests between two sessions.
     */
    @HotPath
    public @Nullable PinReason ownServer() {
        return ownServer;
    }

    /** How long the client may be idle outside of a transaction; zero for any time. */
    public Duration idleTimeout() {
        return Durations.ofTimeout(settings.valueOf(IDLE_TIMEOUT));
    }

    /** How long the client may be idle in a transaction; zero for any time. */
    public Duration idleTransactionTimeout() {
        return Durations.ofTimeout(settings.valueOf("idle_in_transaction_session_timeout"));
    }

    /** It moved a sequence on this server, or may have. */
    @HotPath
    public void movedSequence(PooledServer server) {
        server.connection().sequenceOwner(this);
        sequenceServer = server;
    }

    /** The server that knows this session's currval and lastval; null when none does. */
    public @Nullable PooledServer sequenceServer() {
        return sequenceServer != null && sequenceServer.connection().sequenceOwner() == this ? sequenceServer : null;
    }

    /** The client asks for the last value of a sequence: its application is one that does. */
    public void asksLastValue() {
        shared.sequenceHabits().asks(settings.valueOf(APPLICATION));
    }

    /** Whether sessions of the client's application have been seen to ask for the last value of a sequence. */
    @HotPath
    public boolean mayAskLastValue() {
        return shared.sequenceHabits().someAsk() && shared.sequenceHabits().mayAsk(settings.valueOf(APPLICATION));
    }

    /** A text calls {@code nextval}. */
    public void calledNextValue() {
        shared.sequenceHabits().calledNextValue(settings.valueOf(APPLICATION));
    }

    /** Whether a client that called {@code nextval} may be about to ask for the value. */
    public boolean wantsLastValue() {
        return shared.sequenceHabits().wants(settings.valueOf(APPLICATION));
    }

    /** Whether state that it leaves on a server follows it. */
    @HotPath
    public boolean tracksState() {
        return pool.route().pools().sessionState() == SessionStateMode.TRACK;
    }

    /** Whether what would not follow it is counted. */
    public boolean reportsState() {
        return pool.route().pools().sessionState() == SessionStateMode.REPORT;
    }

    /** A text has these suspicions, and nothing is done about it. */
    public void reports(int suspicions, long shape, String sql) {
        shared.compatibility().note(settings.valueOf(APPLICATION), suspicions, shape, sql);
    }

    /** What its pool counted of that. */
    public Compatibility compatibility() {
        return shared.compatibility();
    }

    /** Whether there is any code of users in the database that a text may run, as far as is known. */
    @HotPath
    public boolean mayRunCode() {
        return !shared.functions().nobodyWrote(pool.loop().nowNanos());
    }

    /** A statement of this shape is about to run; answers what it is suspected of besides what its text shows. */
    @HotPath
    public int audits(long shape, int rate, TextSource text) {
        if (!pool.route().pooledIsDirect() || pool.route().pools().mode() == PoolMode.SESSION) {
            return 0; // behind a pooler the question would reach anybody's server; in session mode nobody asks
        }
        int suspicions = shared.shapes().runs(shape, rate, text);
        if ((suspicions & Shapes.AUDIT) != 0) {
            noteAudited(shape);
        }
        return suspicions;
    }

    private void noteAudited(long shape) {
        if (audited.length < MAX_AUDITED) {
            audited = Arrays.copyOf(audited, audited.length + 1);
            audited[audited.length - 1] = shape;
        }
    }

    /** Whether a server that ran a user's code is to be cleaned before this session has it. */
    @HotPath
    public boolean auditsStrictly(AuditMode mode) {
        boolean strict = mode == AuditMode.STRICT
                || (mode == AuditMode.AUTO && shared.functions().guardRows());
        return strict && tracksState() && pool.route().pooledIsDirect();
    }

    /**
     * The server was asked what the statements of this transaction left that nobody suspected.
     *
     * @param suspicions of such texts, 0 for nothing
     * @param left the same for operators
     */
    public void audited(int suspicions, String left) {
        for (long shape : audited) {
            shared.shapes().looked(shape);
            if (suspicions != 0) {
                shared.shapes().caught(shape, suspicions, settings.valueOf(APPLICATION), left);
            }
        }
        audited = NONE_AUDITED;
    }

    /** Whether a backslash is only a backslash in this client's plain strings. */
    public boolean standardConformingStrings() {
        return standardConformingStrings;
    }

    /** How texts of this client tell bytes of longer characters from ASCII. */
    public ClientEncoding encoding() {
        return encoding;
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
