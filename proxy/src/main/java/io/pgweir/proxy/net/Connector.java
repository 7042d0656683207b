package io.pgweir.proxy.net;

/** Is told how an attempt to connect ended, on the loop that it was started on. */
public interface Connector {
    /** Answers who hears of the link from its first byte on. */
    LinkHandler connected(Link link);

    void failed(CloseCause cause);
}
