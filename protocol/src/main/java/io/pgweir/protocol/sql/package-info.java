/**
 * What a text of SQL may do to its session, found in one pass without parsing it.
 *
 * <p>May use netty-buffer. Read {@link io.pgweir.protocol.sql.SqlScanner} first.
 */
@NullMarked
package io.pgweir.protocol.sql;

import org.jspecify.annotations.NullMarked;
