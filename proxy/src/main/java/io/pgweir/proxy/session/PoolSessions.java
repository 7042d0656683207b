package io.pgweir.proxy.session;

import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.server.SettingsTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the sessions of one pool share: prepared statements, and what startup settings came out as. */
public final class PoolSessions {
    private static final int MAX_STARTUPS = 1_000;
    private static final int MAX_APPLICATIONS = 200;
    private static final Set<String> PARSE_SETTINGS = Set.of(
            "search_path",
            "role",
            "session_authorization",
            "datestyle",
            "intervalstyle",
            "timezone",
            "client_encoding",
            "standard_conforming_strings",
            "transform_null_equals",
            "xmloption");

    private final SettingsTable table;
    private final SharedStatements statements = new SharedStatements();
    private final Compatibility compatibility = new Compatibility();
    private final FunctionNames functions = new FunctionNames();
    private final Shapes shapes = new Shapes(functions);
    private final Placeholders placeholders = new Placeholders();
    private final SequenceHabits sequenceHabits = new SequenceHabits();
    private final Set<String> beginDirect = applications();
    private final Map<Settings, Settings> startups = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Settings, Settings> eldest) {
            return size() > MAX_STARTUPS;
        }
    };
    private Optional<Welcome> welcome = Optional.empty();
    private int defaultsVersion;

    /** @param table of the pool; the pool itself is not kept, so that it can be forgotten */
    public PoolSessions(SettingsTable table) {
        this.table = table;
    }

    private static Set<String> applications() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MAX_APPLICATIONS;
            }
        });
    }

    public SharedStatements statements() {
        return statements;
    }

    SequenceHabits sequenceHabits() {
        return sequenceHabits;
    }

    /** Names of the applications whose transactions begin on PostgreSQL itself, past the pooler in front. */
    Set<String> beginDirect() {
        return beginDirect;
    }

    public Compatibility compatibility() {
        return compatibility;
    }

    public Shapes shapes() {
        return shapes;
    }

    FunctionNames functions() {
        return functions;
    }

    public Placeholders placeholders() {
        return placeholders;
    }

    /** The one object that stands for these. */
    Settings intern(Settings settings) {
        return table.intern(settings);
    }

    /** The part of the settings that decides what a Parse means; interned. */
    Settings parseImage(Settings settings) {
        return table.intern(settings.only(PARSE_SETTINGS::contains));
    }

    /** What servers said of these and older defaults counts no more. */
    public void defaultsVersion(int version) {
        if (version != defaultsVersion) {
            defaultsVersion = version;
            welcome = Optional.empty();
            startups.clear();
        }
    }

    /** What a client without wishes of its own is told at login; empty until a server was seen. */
    public Optional<Welcome> welcome() {
        return welcome;
    }

    public void welcome(Welcome now) {
        welcome = Optional.of(now);
    }

    /** The whole settings of a client that asked for these, if a server has said before what comes of them. */
    public Optional<Settings> startup(Settings asked) {
        return Optional.ofNullable(startups.get(asked));
    }

    /** A server said what comes of these. */
    public void startup(Settings asked, Settings whole) {
        startups.put(asked, whole);
    }
}
