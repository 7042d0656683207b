/**
 * What the packaged program promises, tried from outside: a process, real PostgreSQL, real drivers, a real PgBouncer
 * beside it.
 *
 * <p>One class per subject. Read {@link io.pgweir.it.DataPathIT} first, then the harness that it uses.
 */
@NullMarked
package io.pgweir.it;

import org.jspecify.annotations.NullMarked;
