package io.pgweir.proxy.client;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How far a client is, and what may come next. docs/state-machine.md is generated from this. */
public enum Stage {
    STARTUP("sends its startup packet, after SSLRequest, GSSENCRequest and TLS if it likes", "StartupPhase"),
    LOGIN("proves who it is", "LoginPhase"),
    WELCOME("waits to be told what its session starts with", "WelcomePhase"),
    SESSION("is logged in: with or without a server", "Relay"),
    CONSOLE("is on the console", "ConsolePhase"),
    ENDED("is gone", "");

    private static final Map<Stage, Set<Stage>> NEXT = new EnumMap<>(Map.of(
            STARTUP, EnumSet.of(LOGIN, ENDED),
            LOGIN, EnumSet.of(WELCOME, CONSOLE, ENDED),
            WELCOME, EnumSet.of(SESSION, ENDED),
            SESSION, EnumSet.of(ENDED),
            CONSOLE, EnumSet.of(ENDED),
            ENDED, EnumSet.noneOf(Stage.class)));

    private final String meaning;
    private final String handler;

    Stage(String meaning, String handler) {
        this.meaning = meaning;
        this.handler = handler;
    }

    /** For people: the client ... */
    public String meaning() {
        return meaning;
    }

    /** The class that hears of the client's link meanwhile. */
    public String handler() {
        return handler;
    }

    /** What may follow. */
    public Set<Stage> next() {
        return NEXT.getOrDefault(this, Set.of());
    }
}
