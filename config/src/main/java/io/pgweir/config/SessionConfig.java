package io.pgweir.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What of a session follows its client from server to server. */
public record SessionConfig(
        @Setting(
                def = "200",
                pgbouncer = "max_prepared_statements",
                doc = "Protocol-level prepared statements kept on one server; 0 passes them through untouched.")
        int maxPreparedStatements,

        @Setting(
                def = "IntervalStyle",
                pgbouncer = "track_extra_parameters",
                reloadable = false,
                doc = "More reported parameters that follow the client, separated by commas.")
        List<String> trackExtraParameters,

        @Setting(
                def = "",
                pgbouncer = "ignore_startup_parameters",
                doc = "Startup parameters that are accepted and dropped, separated by commas.")
        List<String> ignoreStartupParameters,

        @Setting(
                def = "auto",
                doc = "What is done about state that statements leave in their server which run user-defined code: off"
                        + " (nothing), sampled (the first runs of each shape and one in a thousand later ones are"
                        + " looked at), strict (besides, a server is cleaned before another session has it) or auto"
                        + " (strict in databases with row-level security or functions that set custom settings,"
                        + " sampled in others).")
        AuditMode audit,

        @Setting(
                def = "",
                doc =
                        "Functions that leave state which nobody can ask for, separated by commas: names without a schema,"
                                + " a star stands for any letters. Who calls one keeps its server until DISCARD ALL or its end.")
        List<String> pinFunctions,

        @Setting(
                def = "",
                doc = "Custom settings (app.tenant) to follow whose names no text and no function shows, separated by"
                        + " commas.")
        List<String> trackedPlaceholders,

        @Setting(
                def = "on",
                doc = "Whether a BEGIN alone is answered at once and sent with the next statement: until then the"
                        + " transaction holds no server, and now() is the time of that statement.")
        boolean deferBegin,

        @Setting(
                def = "20",
                doc = "Dedicated servers of one pool for sessions that need one of their own, beyond its size.")
        int maxPinned,

        @Setting(
                def = "1MB",
                doc = "Notifications that pools.listen: shared keeps for one session that does not take them; above it"
                        + " the shared connection waits for that session.")
        DataSize listenBuffer,

        @Setting(
                def = "10s",
                doc = "How long the shared connection waits for a session that does not take its notifications, before"
                        + " that session is closed.")
        Duration listenTimeout,

        @Setting(
                example = "resync",
                doc = "After the loss of a shared connection its sessions get a notification on this channel, once the"
                        + " new one listens; unset closes them with 57P01.")
        Optional<String> listenGapChannel) {}
