/**
 * The HTTP side: metrics and health.
 *
 * <p>May use client and what is below it. Read {@link io.pgweir.proxy.web.WebServer} first.
 */
@NullMarked
package io.pgweir.proxy.web;

import org.jspecify.annotations.NullMarked;
