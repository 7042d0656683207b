package io.pgweir.config;

/** A name and its value, with the places of both. */
record IniEntry(String name, Place place, RawText value) {}
