package io.pgweir.proxy.net;

/** Is told of accepted links, on the listener's loop. */
@FunctionalInterface
public interface Acceptor {
    /** Answers who hears of the link from its first byte on. */
    LinkHandler accepted(Link link);
}
