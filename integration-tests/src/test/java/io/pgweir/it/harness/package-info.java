/**
 * What the tests stand on: programs as processes, a client that speaks the wire protocol, the deadline of a test.
 *
 * <p>Read {@link io.pgweir.it.harness.PgweirProcess} first.
 */
@NullMarked
package io.pgweir.it.harness;

import org.jspecify.annotations.NullMarked;
