package io.pgweir.config;

import java.time.Duration;

/** The life of a server connection. */
public record ConnectionsConfig(
        @Setting(
                def = "15s",
                pgbouncer = "server_connect_timeout",
                doc = "Connecting and logging in must end within this time.")
        Duration connectTimeout,

        @Setting(def = "15s", pgbouncer = "server_login_retry", doc = "Pause after a failed connect or login.")
        Duration loginRetry,

        @Setting(
                def = "1h",
                pgbouncer = "server_lifetime",
                doc = "An unused server older than this is closed, spread over time; 0 uses each server once.")
        Duration lifetime,

        @Setting(
                def = "10m",
                pgbouncer = "server_idle_timeout",
                doc = "A server idle for longer is closed, not below min; 0 is never.")
        Duration idleTimeout,

        @Setting(
                def = "30s",
                pgbouncer = "server_check_delay",
                doc = "A server idle for longer is tested before it is used; 0 is always.")
        Duration checkDelay,

        @Setting(
                def = "<empty>",
                pgbouncer = "server_check_query",
                doc = "The test: <empty> is an empty query, an empty string is no test.")
        String checkQuery,

        @Setting(
                def = "DISCARD ALL",
                pgbouncer = "server_reset_query",
                doc = "Run when a client of a session pool leaves.")
        String resetQuery,

        @Setting(
                def = "off",
                pgbouncer = "server_reset_query_always",
                doc = "Whether reset_query runs in every pool mode.")
        boolean resetQueryAlways,

        @Setting(
                def = "off",
                pgbouncer = "server_fast_close",
                doc =
                        "Whether a server that is to be closed is closed in session pools, too, with its client, as soon as"
                                + " no transaction is open.")
        boolean fastClose,

        @Setting(
                def = "0",
                pgbouncer = "pool_idle_timeout",
                doc = "A pool without clients and servers is forgotten, statistics included, after this; 0 is never.")
        Duration poolIdleTimeout,

        @Setting(
                def = "15s",
                pgbouncer = "dns_max_ttl",
                doc = "How long the addresses of a server's name are kept before it is looked up again.")
        Duration dnsMaxTtl,

        @Setting(
                def = "15s",
                pgbouncer = "dns_nxdomain_ttl",
                doc = "How long a name that could not be looked up is not asked for again.")
        Duration dnsNxdomainTtl,

        @Setting(
                def = "1h",
                pgbouncer = "autodb_idle_timeout",
                doc = "A pool of a database that came through \"*\" is forgotten, statistics included,"
                        + " when it had neither clients nor servers for this long; 0 is never.")
        Duration autodbIdleTimeout) {}
