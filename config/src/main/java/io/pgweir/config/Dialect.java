package io.pgweir.config;

/** Which program's defaults count. */
enum Dialect {
    PGWEIR,
    PGBOUNCER
}
