package io.pgweir.config;

/** libpq's {@code sslmode}: whether TLS is used and what is checked. */
public enum TlsMode {
    DISABLE,
    ALLOW,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    /** Whether a session without TLS is refused. */
    public boolean required() {
        return compareTo(REQUIRE) >= 0;
    }
}
