package io.pgweir.config;

import java.util.List;

/** A section's header and the entries below it; the same name may have several headers. */
record IniSection(String name, Place place, List<IniEntry> entries) {}
