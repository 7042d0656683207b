package io.pgweir.config;

/** A piece of a file as it was written, with its place and with what the file calls it. */
sealed interface Raw permits RawText, RawList, RawSection {
    /** The name for messages, as {@code pools.size} in YAML and {@code default_pool_size} in pgbouncer.ini. */
    String label();

    Place place();
}
