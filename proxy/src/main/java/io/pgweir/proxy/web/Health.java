package io.pgweir.proxy.web;

/** How the process is, for whoever steers traffic to it. */
public interface Health {
    /** Whether it takes new clients. */
    boolean ready();
}
