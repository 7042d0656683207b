package io.pgweir.proxy.net;

/** The implementations of {@link Link}, each with and without TLS. */
enum LinkKind {
    HANDLE,
    CHANNEL,
    HANDLE_TLS,
    CHANNEL_TLS;

    boolean channels() {
        return this == CHANNEL || this == CHANNEL_TLS;
    }

    boolean tls() {
        return this == HANDLE_TLS || this == CHANNEL_TLS;
    }
}
