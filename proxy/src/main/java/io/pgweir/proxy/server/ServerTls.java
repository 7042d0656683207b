package io.pgweir.proxy.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.pgweir.config.ServerTlsConfig;
import io.pgweir.config.TlsMode;
import io.pgweir.proxy.net.PemKey;
import io.pgweir.proxy.net.TlsCiphers;
import io.pgweir.proxy.net.TlsProtocols;
import io.pgweir.proxy.net.TlsSide;
import io.pgweir.proxy.route.Endpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS towards servers: contexts are made once per setting and kept until {@link #forget}. */
public final class ServerTls {
    private final Map<ServerTlsConfig, SslContext> contexts = new ConcurrentHashMap<>();

    /** Makes new contexts from now on, since the files may have changed. */
    public void forget() {
        contexts.clear();
    }

    /**
     * Our half of a handshake with this endpoint.
     *
     * @throws IOException when a file of the setting cannot be used; the message names it
     */
    TlsSide side(Endpoint endpoint) throws IOException {
        SslContext context = contexts.get(endpoint.tls());
        if (context == null) {
            context = newContext(endpoint.tls());
            contexts.put(endpoint.tls(), context);
        }
        SslContext made = context;
        return allocator -> {
            SslHandler handler = made.newHandler(allocator, endpoint.host(), endpoint.port());
            if (endpoint.tls().mode() == TlsMode.VERIFY_FULL) {
                checkHostName(handler.engine());
            }
            return handler;
        };
    }

    private static void checkHostName(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
    }

    private static SslContext newContext(ServerTlsConfig tls) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm("")
                .protocols(TlsProtocols.of(tls.protocols()));
        List<String> ciphers = ciphers(tls);
        if (!ciphers.isEmpty()) {
            builder.ciphers(ciphers);
        }
        if (tls.mode() == TlsMode.VERIFY_CA || tls.mode() == TlsMode.VERIFY_FULL) {
            tls.ca().ifPresent(ca -> builder.trustManager(new File(ca)));
        } else {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE); // as libpq: require does not check
        }
        if (tls.cert().isPresent() && tls.key().isPresent()) {
            addKey(builder, tls.cert().get(), tls.key().get());
        }
        return builder.build();
    }

    private static List<String> ciphers(ServerTlsConfig tls) throws IOException {
        try {
            return TlsCiphers.of(tls.ciphers(), tls.tls13Ciphers());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void addKey(SslContextBuilder builder, String cert, String key) throws IOException {
        try {
            builder.keyManager(PemKey.privateKey(Path.of(key)), PemKey.certificates(Path.of(cert)));
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS key or certificate cannot be used: " + key + ": " + e.getMessage(), e);
        }
    }
}
