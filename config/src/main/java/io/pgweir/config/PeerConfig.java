package io.pgweir.config;

import java.util.Optional;

/** Another process that listens on the same address: cancel requests for its clients are passed on to it. */
public record PeerConfig(
        @Setting(example = "/run/pgweir2", doc = "Host name, address, or directory of a Unix socket.")
        String host,

        @Setting(def = "6432", min = 1, max = 65535, doc = "Port.")
        int port,

        @Setting(example = "50", doc = "Cancel requests that are under way to it at a time; unset is pools.size.")
        Optional<Integer> poolSize) {}
