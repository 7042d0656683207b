package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** TLS towards clients. */
public record ListenTlsConfig(
        @Setting(
                def = "disable",
                pgbouncer = "client_tls_sslmode",
                doc =
                        "disable, allow and prefer (offered), require, verify-ca and verify-full (client certificate required).")
        TlsMode mode,

        @Setting(
                pgbouncer = "client_tls_cert_file",
                format = Setting.Format.PATH,
                example = "server.crt",
                doc = "Certificate chain, PEM.")
        Optional<String> cert,

        @Setting(
                pgbouncer = "client_tls_key_file",
                format = Setting.Format.PATH,
                example = "server.key",
                doc = "Private key, PEM (PKCS#8, PKCS#1 or SEC1).")
        Optional<String> key,

        @Setting(
                pgbouncer = "client_tls_ca_file",
                format = Setting.Format.PATH,
                example = "root.crt",
                doc = "Certificates that client certificates are checked against, PEM.")
        Optional<String> ca,

        @Setting(
                def = "secure",
                pgbouncer = "client_tls_protocols",
                oneOf = {"secure", "tlsv1.2", "tlsv1.3"},
                doc = "tlsv1.2, tlsv1.3, or secure for both.")
        List<String> protocols) {}
