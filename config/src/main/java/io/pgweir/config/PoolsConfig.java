package io.pgweir.config;

import java.time.Duration;

/** How servers are shared; every setting can be overridden per database and per user. */
public record PoolsConfig(
        @Setting(
                def = "transaction",
                pgbouncer = "pool_mode",
                pgbouncerDef = "session",
                doc = "When a client gives its server back: transaction, session or statement.")
        PoolMode mode,

        @Setting(
                def = "track",
                doc = "What happens to session state: track, pgbouncer (left on the server), or report (the same, and"
                        + " counted: SHOW COMPATIBILITY).")
        SessionStateMode sessionState,

        @Setting(
                def = "pinned",
                doc = "How sessions LISTEN: pinned (a server of its own for each), or shared (one server connection for"
                        + " all that listen in a database, in transaction and statement mode).")
        ListenMode listen,

        @Setting(
                def = "20",
                pgbouncer = "default_pool_size",
                doc = "Servers of one pool (database and user); 0 is no limit.")
        int size,

        @Setting(def = "0", pgbouncer = "min_pool_size", doc = "Servers that a pool with a client keeps open.")
        int min,

        @Setting(
                def = "0",
                pgbouncer = "reserve_pool_size",
                doc = "Servers beyond size that a pool may open once its first waiter waited for reserve_after.")
        int reserve,

        @Setting(
                def = "5s",
                pgbouncer = "reserve_pool_timeout",
                doc = "How long the first waiter waits before the reserve opens; 0 is never.")
        Duration reserveAfter,

        @Setting(
                def = "0",
                pgbouncer = "max_db_connections",
                doc = "Servers of one database entry over all users; 0 is no limit.")
        int maxDbConnections,

        @Setting(
                def = "0",
                pgbouncer = "max_user_connections",
                doc = "Servers of one user over all databases; 0 is no limit.")
        int maxUserConnections,

        @Setting(
                def = "off",
                pgbouncer = "server_round_robin",
                doc = "off reuses the server that came back last, on the one idle longest.")
        boolean roundRobin,

        @Setting(
                def = "2m",
                pgbouncer = "query_wait_timeout",
                doc = "A client that waits longer for a server is closed; 0 is never.")
        Duration queryWaitTimeout,

        @Setting(
                def = "5s",
                pgbouncer = "query_wait_notify",
                doc = "A client that waits longer gets a NOTICE; 0 is never.")
        Duration queryWaitNotify,

        @Setting(
                def = "0",
                pgbouncer = "query_timeout",
                doc = "A query that runs longer is cut off, with server and client; 0 is never.")
        Duration queryTimeout,

        @Setting(
                def = "0",
                pgbouncer = "transaction_timeout",
                doc = "A transaction that lasts longer is cut off, with server and client; 0 is never.")
        Duration transactionTimeout,

        @Setting(
                def = "0",
                pgbouncer = "idle_transaction_timeout",
                doc = "A client that stays idle in a transaction for longer is closed, with its server; 0 is never.")
        Duration idleTransactionTimeout,

        @Setting(
                def = "10s",
                pgbouncer = "cancel_wait_timeout",
                doc = "How long a cancel request may take before its server is given up; 0 is for ever.")
        Duration cancelWaitTimeout) {}
