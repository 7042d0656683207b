package io.pgweir.config;

import java.util.Optional;

/** The process itself. */
public record ProcessConfig(
        @Setting(
                pgbouncer = "pidfile",
                reloadable = false,
                format = Setting.Format.PATH,
                example = "/run/pgweir/pgweir.pid",
                doc = "File that holds the process id while pgweir runs.")
        Optional<String> pidfile,

        @Setting(
                pgbouncer = "user",
                reloadable = false,
                example = "pgweir",
                doc = "User to run as when bin/pgbouncer is started as root.")
        Optional<String> user) {}
