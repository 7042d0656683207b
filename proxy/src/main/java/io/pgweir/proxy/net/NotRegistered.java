package io.pgweir.proxy.net;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;

/** Stands in for the registration of a link that is on no loop. */
enum NotRegistered implements IoRegistration {
    INSTANCE;

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's own signature
    public <T> T attachment() {
        throw new IllegalStateException("not registered with a loop");
    }

    @Override
    public long submit(IoOps ops) {
        return -1;
    }

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    public boolean cancel() {
        return false;
    }
}
