/**
 * The command line: one file per command. Only here pgjdbc and picocli are used.
 *
 * <p>May use everything below app. Read {@link io.pgweir.proxy.cli.PgweirCommand} first.
 */
@NullMarked
package io.pgweir.proxy.cli;

import org.jspecify.annotations.NullMarked;
