package io.pgweir.proxy.server;

import io.pgweir.protocol.ErrorResponse;

/** Is told once how opening a server connection ended. */
public interface LoginListener {
    void opened(ServerConnection server);

    /**
     * It failed.
     *
     * @param error the server's own error, or ours when it gave none
     * @param fromServer whether it is the server's own
     */
    void failed(ErrorResponse error, boolean fromServer);
}
