package io.pgweir.config;

import java.util.List;

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
                def = "sampled",
                doc = "When a server is asked what statements that may run user-defined code left in it: off,"
                        + " sampled (the first runs of each shape, then one in a thousand) or strict (always).")
        AuditMode audit,

        @Setting(
                def = "on",
                doc = "Whether a BEGIN alone is answered at once and sent with the next statement: until then the"
                        + " transaction holds no server, and now() is the time of that statement.")
        boolean deferBegin,

        @Setting(
                def = "20",
                doc = "Dedicated servers of one pool for sessions that need one of their own, beyond its size.")
        int maxPinned) {}
