/**
 * What the operator asked for: immutable records, filled from YAML or from PgBouncer's files, with every problem
 * reported at once.
 *
 * <p>May use snakeyaml; knows nothing of Netty or of the other modules. Read {@link io.pgweir.config.Config} first.
 */
@NullMarked
package io.pgweir.config;

import org.jspecify.annotations.NullMarked;
