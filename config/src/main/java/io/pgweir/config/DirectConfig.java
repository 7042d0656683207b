package io.pgweir.config;

/** Where sessions that need a server of their own connect to. */
public record DirectConfig(
        @Setting(example = "127.0.0.1", doc = "Host name, address, or directory of a Unix socket.")
        String host,

        @Setting(def = "5432", min = 1, max = 65535, doc = "Port.")
        int port) {}
