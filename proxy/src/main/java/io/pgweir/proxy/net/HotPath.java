package io.pgweir.proxy.net;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Runs for every message or every read: no allocation, no capturing lambda, no stream, no String. */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface HotPath {}
