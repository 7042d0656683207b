package io.pgweir.proxy.client;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.pgweir.config.ListenTlsConfig;
import io.pgweir.config.TlsMode;
import io.pgweir.proxy.net.PemKey;
import io.pgweir.proxy.net.TlsCiphers;
import io.pgweir.proxy.net.TlsProtocols;
import io.pgweir.proxy.net.TlsSide;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TLS towards clients, from the files that the configuration names. */
public final class ClientTls {
    private static final String ALPN = "postgresql";

    private ClientTls() {}

    /**
     * Our half of the handshakes; empty when TLS is not offered.
     *
     * @throws IOException when a file cannot be used; the message names it
     */
    public static Optional<TlsSide> of(ListenTlsConfig tls) throws IOException {
        if (tls.mode() == TlsMode.DISABLE) {
            return Optional.empty();
        }
        String cert = tls.cert().orElseThrow();
        String key = tls.key().orElseThrow();
        try {
            SslContext context = newContext(tls, cert, key);
            return Optional.of(context::newHandler);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "TLS key or certificate cannot be used: " + key + ", " + cert + ": " + e.getMessage(), e);
        }
    }

    private static SslContext newContext(ListenTlsConfig tls, String cert, String key)
            throws IOException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        PemKey.privateKey(Path.of(key)), PemKey.certificates(Path.of(cert)))
                .sslProvider(SslProvider.JDK)
                .protocols(TlsProtocols.of(tls.protocols()))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.FATAL_ALERT,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ALPN));
        List<String> ciphers = ciphers(tls);
        if (!ciphers.isEmpty()) {
            builder.ciphers(ciphers);
        }
        tls.ca().ifPresent(ca -> builder.trustManager(new File(ca)).clientAuth(ClientAuth.OPTIONAL));
        if (tls.mode() == TlsMode.VERIFY_CA || tls.mode() == TlsMode.VERIFY_FULL) {
            builder.clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    private static List<String> ciphers(ListenTlsConfig tls) {
        List<String> chosen = TlsCiphers.of(tls.ciphers(), tls.tls13Ciphers());
        if (!tls.dheparams().contains("none")) {
            return chosen;
        }
        List<String> some = new ArrayList<>(chosen.isEmpty() ? TlsCiphers.of("ALL", Optional.empty()) : chosen);
        some.removeIf(suite -> suite.contains("_DHE_"));
        return some;
    }
}
