/**
 * Random sessions through pgweir, compared statement by statement with the same sessions on connections of their own.
 *
 * <p>Read {@link io.pgweir.it.compare.Comparison} first, then the grammar in the resources, which says what is tried.
 */
@NullMarked
package io.pgweir.it.compare;

import org.jspecify.annotations.NullMarked;
