package io.pgweir.config;

import java.util.Optional;

/** One PostgreSQL server (or a PgBouncer in front of it). */
public record ServerConfig(
        @Setting(example = "127.0.0.1", doc = "Host name, address, or directory of a Unix socket.")
        String host,

        @Setting(def = "5432", min = 1, max = 65535, doc = "Port.")
        int port,

        @Setting(doc = "PostgreSQL itself, for sessions that need a server of their own; unset is the server above.")
        Optional<DirectConfig> direct,

        @Setting(doc = "TLS towards this server.") ServerTlsConfig tls) {}
