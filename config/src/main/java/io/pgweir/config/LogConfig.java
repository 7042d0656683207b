package io.pgweir.config;

import java.time.Duration;
import java.util.Optional;

/** What is logged, and where. */
public record LogConfig(
        @Setting(
                pgbouncer = "logfile",
                format = Setting.Format.PATH,
                example = "/var/log/pgweir.log",
                doc = "Log file, reopened on reload; unset is standard error.")
        Optional<String> file,

        @Setting(def = "off", pgbouncer = "syslog", doc = "Write to the system's log (/dev/log) as well.")
        boolean syslog,

        @Setting(
                def = "daemon",
                pgbouncer = "syslog_facility",
                doc = "What lines in the system's log are filed under: daemon, user, auth, authpriv, local0 to local7.")
        String syslogFacility,

        @Setting(
                def = "pgweir",
                pgbouncer = "syslog_ident",
                pgbouncerDef = "pgbouncer",
                doc = "What lines in the system's log begin with.")
        String syslogIdent,

        @Setting(def = "on", pgbouncer = "log_connections", doc = "Log successful logins.")
        boolean connections,

        @Setting(def = "on", pgbouncer = "log_disconnections", doc = "Log disconnections with their reason.")
        boolean disconnections,

        @Setting(def = "on", pgbouncer = "log_pooler_errors", doc = "Log the errors that pgweir sends to clients.")
        boolean poolerErrors,

        @Setting(def = "on", pgbouncer = "log_stats", doc = "Log a line of statistics every stats_period.")
        boolean stats,

        @Setting(
                def = "60s",
                pgbouncer = "stats_period",
                doc = "How often statistics are logged and averages are taken.")
        Duration statsPeriod,

        @Setting(def = "0", pgbouncer = "verbose", max = 3, doc = "0 to 3: how much is logged beyond the usual.")
        int verbose) {}
