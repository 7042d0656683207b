package io.pgweir.proxy.net;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** The buffer is handed over: the method releases it or passes it on, on every path. Unmarked ones are borrowed. */
@Documented
@Target(ElementType.PARAMETER)
public @interface Owned {}
