package io.pgweir.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/**
 * A cancel request that the proxy sent. Until it is closed the signal may still be on its way.
 *
 * @param pid of the session that is meant
 */
public record FakeCancel(int pid, int secret, Socket socket) implements AutoCloseable {
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
