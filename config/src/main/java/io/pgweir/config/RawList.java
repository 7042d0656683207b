package io.pgweir.config;

import java.util.List;

/** Several values. */
record RawList(String label, Place place, List<RawText> items) implements Raw {}
