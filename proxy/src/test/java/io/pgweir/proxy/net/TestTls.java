package io.pgweir.proxy.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.pgweir.proxy.testing.TestCertificate;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** TLS with one certificate for everybody. */
final class TestTls {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
    private static final SslContext CONTEXT = context();

    /** A link's side. */
    static final TlsSide SERVER = CONTEXT::newHandler;

    private TestTls() {}

    private static SslContext context() {
        try {
            return SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The other side; returns after the handshake. */
    static Socket clientSocket(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket)
                CERTIFICATE.context().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.setSoTimeout(10_000);
        secured.startHandshake();
        return secured;
    }
}
