package io.pgweir.config;

import java.util.Optional;

/** One PostgreSQL server (or a PgBouncer in front of it). */
public record ServerConfig(
        @Setting(
                example = "127.0.0.1",
                doc = "Host name, address, or directory of a Unix socket; or several, separated by commas.")
        String host,

        @Setting(def = "5432", min = 1, max = 65535, doc = "Port.")
        int port,

        @Setting(doc = "PostgreSQL itself, for sessions that need a server of their own; unset is the server above.")
        Optional<DirectConfig> direct,

        @Setting(
                def = "round-robin",
                doc = "Of several hosts: round-robin takes them in turn, disable stays with one until it fails.")
        LoadBalanceHosts loadBalanceHosts,

        @Setting(
                def = "any",
                doc =
                        "Of several hosts, which will do: any, read-write, read-only, primary, standby, or prefer-standby.")
        TargetSessionAttrs targetSessionAttrs,

        @Setting(doc = "TLS towards this server.") ServerTlsConfig tls) {}
