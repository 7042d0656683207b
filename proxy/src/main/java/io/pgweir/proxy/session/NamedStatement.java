package io.pgweir.proxy.session;

/** A statement, and what one client calls it. */
public record NamedStatement(ByteKey name, SharedStatement statement) {}
