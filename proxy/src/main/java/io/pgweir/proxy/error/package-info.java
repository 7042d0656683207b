/**
 * Every error that pgweir itself gives to clients or operators, declared once.
 *
 * <p>May use protocol. Read {@link io.pgweir.proxy.error.ProxyError} first.
 */
@NullMarked
package io.pgweir.proxy.error;

import org.jspecify.annotations.NullMarked;
