package io.pgweir.proxy.pool;

import io.pgweir.protocol.ErrorResponse;

/** Stands in for the holder of a server that nobody holds. */
enum NoHolder implements LeaseHolder {
    INSTANCE;

    @Override
    public void leased(PooledServer server) {
        throw new IllegalStateException("nobody waits for a server");
    }

    @Override
    public void refused(ErrorResponse error) {
        throw new IllegalStateException("nobody waits for a server");
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        throw new IllegalStateException("nobody waits for a server");
    }

    @Override
    public long waitingSinceNanos() {
        throw new IllegalStateException("nobody waits for a server");
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        // nobody to look after
    }
}
