package io.pgweir.proxy.server;

import io.pgweir.config.LoadBalanceHosts;

/** Which of several hosts the next connection of a pool is opened to. */
public final class HostTurn {
    private int next;

    /** The index of the host to begin with. */
    int first(int hosts, LoadBalanceHosts order) {
        int first = Math.floorMod(next, hosts);
        if (order == LoadBalanceHosts.ROUND_ROBIN) {
            next = first + 1;
        }
        return first;
    }

    /** The host did not serve: where hosts are not taken in turn, the one behind it is the next. */
    void failed(int index, LoadBalanceHosts order) {
        if (order == LoadBalanceHosts.DISABLE) {
            next = index + 1;
        }
    }
}
