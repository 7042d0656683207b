package io.pgweir.proxy.server;

import io.pgweir.protocol.ErrorResponse;

/** Is told once how opening a server connection ended. */
public interface LoginListener {
    void opened(ServerConnection server);

    /**
     * It failed.
     *
     * @param error the server's own error, or ours when it gave none
     * @param refused whether the server was there and a login to it cannot work, by its word or by ours
     */
    void failed(ErrorResponse error, boolean refused);
}
