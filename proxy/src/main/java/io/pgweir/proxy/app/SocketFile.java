package io.pgweir.proxy.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;

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

    /**
     * Gives it to a group, named or numbered.
     *
     * @throws IOException when there is no such group, or it may not be given to it
     */
    static void group(Path file, String group) throws IOException {
        try {
            GroupPrincipal known =
                    file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(known);
        } catch (IOException e) {
            throw new IOException("cannot give " + file + " to the group \"" + group + "\": " + e, e);
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
