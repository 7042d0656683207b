/**
 * Crowds of clients that share a few servers, each with state of its own, while some of them die at any moment: none
 * ever meets another's state.
 *
 * <p>Read {@link io.pgweir.it.isolation.Crowd} first, then {@link io.pgweir.it.isolation.Visit}, which says what a
 * client does for one kind of state.
 */
@NullMarked
package io.pgweir.it.isolation;

import org.jspecify.annotations.NullMarked;
