package io.pgweir.config;

import java.util.Optional;

/**
 * A line of PgBouncer's SHOW CONFIG.
 *
 * @param value in force; empty when it is unset
 * @param changeable whether RELOAD and SET apply another value
 */
public record PgBouncerSetting(String name, Optional<String> value, Optional<String> byDefault, boolean changeable) {}
