package io.pgweir.config;

/** A value and the place of its name. */
record RawEntry(Place key, Raw value) {}
