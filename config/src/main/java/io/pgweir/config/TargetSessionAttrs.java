package io.pgweir.config;

/** What a host must be to serve; the words are libpq's (PostgreSQL manual, 34.1.2). */
public enum TargetSessionAttrs {
    ANY,
    READ_WRITE,
    READ_ONLY,
    PRIMARY,
    STANDBY,
    PREFER_STANDBY
}
