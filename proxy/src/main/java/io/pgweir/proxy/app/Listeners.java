package io.pgweir.proxy.app;

import io.netty.channel.unix.DomainSocketAddress;
import io.pgweir.config.ListenConfig;
import io.pgweir.proxy.net.Acceptor;
import io.pgweir.proxy.net.Listener;
import io.pgweir.proxy.net.Loops;
import io.pgweir.proxy.net.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The listening sockets of the process. */
final class Listeners implements AutoCloseable {
    private static final int DEFER_ACCEPT_SECONDS = 45;
    private static final int OCTAL = 8;
    private static final PosixFilePermission[] BY_BIT = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private final Loops loops;
    private final Acceptor acceptor;
    private final List<Listener> tcp = new ArrayList<>();
    private final List<Listener> unix = new ArrayList<>();
    private final List<Path> socketFiles = new ArrayList<>();

    Listeners(Loops loops, Acceptor acceptor) {
        this.loops = loops;
        this.acceptor = acceptor;
    }

    static SocketOptions options(ListenConfig listen) {
        return new SocketOptions(
                listen.backlog(),
                listen.soReuseport(),
                listen.tcpDeferAccept() ? DEFER_ACCEPT_SECONDS : 0,
                listen.tcpKeepalive(),
                (int) listen.tcpKeepidle().toSeconds(),
                (int) listen.tcpKeepintvl().toSeconds(),
                listen.tcpKeepcnt(),
                listen.tcpUserTimeout(),
                listen.tcpSocketBuffer());
    }

    /**
     * Opens what the configuration says.
     *
     * @throws IOException when an address cannot be had; the message names it
     */
    void open(ListenConfig listen) throws IOException {
        try {
            openAll(listen);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void openAll(ListenConfig listen) throws IOException {
        for (String address : listen.address()) {
            tcp.add(open(inet(address, listen.port()), listen));
        }
        if (listen.unixSocketDir().isPresent()) {
            String name = listen.unixSocketDir().get() + "/.s.PGSQL." + listen.port();
            if (name.startsWith("@")) {
                unix.add(open(new DomainSocketAddress("\0" + name.substring(1)), listen)); // abstract, without a file
            } else {
                openUnix(Path.of(name), listen);
            }
        }
        if (tcp.isEmpty() && unix.isEmpty()) {
            throw new IOException("nothing to listen on: set listen.address or listen.unix_socket_dir");
        }
    }

    private void openUnix(Path file, ListenConfig listen) throws IOException {
        SocketFile.removeStale(file);
        unix.add(open(new DomainSocketAddress(file.toFile()), listen));
        socketFiles.add(file);
        Files.setPosixFilePermissions(file, permissions(listen.unixSocketMode()));
        if (listen.unixSocketGroup().isPresent()) {
            SocketFile.group(file, listen.unixSocketGroup().get());
        }
    }

    private Listener open(SocketAddress address, ListenConfig listen) throws IOException {
        try {
            return loops.listen(address, options(listen), acceptor);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private static SocketAddress inet(String address, int port) {
        return address.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        int mode = Integer.parseInt(octal, OCTAL);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BY_BIT.length; bit++) {
            if ((mode & (1 << bit)) != 0) {
                permissions.add(BY_BIT[bit]);
            }
        }
        return permissions;
    }

    List<SocketAddress> addresses() {
        List<SocketAddress> addresses = new ArrayList<>();
        tcp.forEach(listener -> addresses.add(listener.address()));
        unix.forEach(listener -> addresses.add(listener.address()));
        return addresses;
    }

    /** Connections over TCP are refused from now on; the Unix socket stays for the console. */
    void closeTcp() {
        tcp.forEach(Listener::close);
    }

    @Override
    public void close() {
        closeTcp();
        unix.forEach(Listener::close);
        socketFiles.forEach(SocketFile::remove);
    }
}
