package io.pgweir.config;

import java.time.Duration;

/** What clients may use. */
public record ClientsConfig(
        @Setting(
                def = "1000",
                pgbouncer = "max_client_conn",
                pgbouncerDef = "100",
                doc = "Clients of all databases together; the console is exempt.")
        int max,

        @Setting(
                def = "0",
                pgbouncer = "max_db_client_connections",
                doc = "Clients of one database entry; 0 is no limit.")
        int maxPerDatabase,

        @Setting(def = "0", pgbouncer = "max_user_client_connections", doc = "Clients of one user; 0 is no limit.")
        int maxPerUser,

        @Setting(
                def = "60s",
                pgbouncer = "client_login_timeout",
                doc = "A login must end within this time; 0 is no limit.")
        Duration loginTimeout,

        @Setting(def = "0", pgbouncer = "client_idle_timeout", doc = "Clients idle for longer are closed; 0 is never.")
        Duration idleTimeout,

        @Setting(
                def = "60s",
                doc =
                        "A client that holds a server and stops in the middle of a message or a batch for longer is closed; "
                                + "0 is never.")
        Duration messageTimeout,

        @Setting(
                def = "off",
                pgbouncer = "application_name_add_host",
                doc = "Whether a client's address and port are added to the application_name that it starts with.")
        boolean applicationNameAddHost,

        @Setting(
                def = "",
                pgbouncer = "login_notify_message",
                doc = "A NOTICE for every client that logs in; empty is none.")
        String loginNotifyMessage,

        @Setting(
                def = "off",
                pgbouncer = "disable_pqexec",
                reloadable = false,
                doc = "Whether simple queries are refused, so that no text can hold two statements.")
        boolean disablePqexec,

        @Setting(
                def = "2147483647",
                pgbouncer = "max_packet_size",
                doc = "The longest message that is passed on, in bytes.")
        DataSize maxPacketSize,

        @Setting(def = "16MB", doc = "The longest Parse message; longer statements are refused with SQLSTATE 54000.")
        DataSize maxStatementSize,

        @Setting(
                def = "256MB",
                doc = "Bytes held for all clients and servers together; above it the largest senders are paused.")
        DataSize maxPending) {}
