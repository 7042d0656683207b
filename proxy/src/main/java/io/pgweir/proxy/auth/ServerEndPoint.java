package io.pgweir.proxy.auth;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** What ties a SCRAM proof to our certificate (RFC 5929, tls-server-end-point). */
final class ServerEndPoint {
    /** As clients call it. */
    static final String TYPE = TlsServerEndpoint.TLS_SERVER_END_POINT;

    private ServerEndPoint() {}

    /** The hash of our certificate; empty when its kind has none that both sides agree on. */
    static Optional<byte[]> of(SSLSession session) {
        Certificate[] ours = session.getLocalCertificates();
        if (ours == null || ours.length == 0 || !(ours[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        try {
            byte[] hash = TlsServerEndpoint.getChannelBindingData(certificate);
            return hash.length == 0 ? Optional.empty() : Optional.of(hash);
        } catch (CertificateEncodingException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
