package io.pgweir.proxy.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a Unix socket: one that nobody listens on is left over and may go. */
final class SocketFile {
    private SocketFile() {}

    /**
     * Makes room for a new socket.
     *
     * @throws IOException when somebody listens on the old one
     */
    static void removeStale(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        if (answers(file)) {
            throw new IOException("unix socket is in use, cannot continue: " + file);
        }
        Files.delete(file);
    }

    private static boolean answers(Path file) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            return false;
        }
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next start finds it stale and removes it
        }
    }
}
