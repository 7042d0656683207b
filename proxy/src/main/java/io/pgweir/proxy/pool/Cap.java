package io.pgweir.proxy.pool;

/** A limit on server connections over several pools. Asked only when one opens or closes. */
public interface Cap {
    /**
     * Takes one place.
     *
     * @param urgent whether another pool should give up an idle server, and this one hear of the next free place, when
     *     there is none
     */
    boolean tryAcquire(Pool pool, boolean urgent);

    void release();

    /** The pool exists, and may be asked to give up an idle server. */
    void join(Pool pool);

    /** The pool is gone. */
    void leave(Pool pool);
}
