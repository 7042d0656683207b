package io.pgweir.config;

/** The HTTP side: metrics and health. */
public record HttpConfig(
        @Setting(def = "127.0.0.1", reloadable = false, doc = "Address of the HTTP listener.")
        String address,

        @Setting(
                def = "9127",
                pgbouncerDef = "0",
                max = 65535,
                reloadable = false,
                doc = "Port of /metrics, /healthz and /readyz; 0 is none.")
        int port) {}
