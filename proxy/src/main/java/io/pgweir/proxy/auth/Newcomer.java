package io.pgweir.proxy.auth;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLSession;

/**
 * What is known of a client before it proves anything.
 *
 * @param replication whether it wants physical replication
 * @param address empty over a Unix socket
 * @param tls empty without TLS
 * @param peer number of the system's user at the other end of a Unix socket, by the kernel's word
 */
public record Newcomer(
        String database,
        String user,
        boolean replication,
        Optional<InetAddress> address,
        Optional<SSLSession> tls,
        OptionalInt peer) {}
