package io.pgweir.config;

/** Which of several hosts of a server the next connection goes to. */
public enum LoadBalanceHosts {
    ROUND_ROBIN,
    DISABLE
}
