package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** TLS towards a server. */
public record ServerTlsConfig(
        @Setting(
                def = "prefer",
                pgbouncer = "server_tls_sslmode",
                doc = "disable, allow, prefer, require, verify-ca or verify-full, as libpq's sslmode.")
        TlsMode mode,

        @Setting(
                pgbouncer = "server_tls_ca_file",
                format = Setting.Format.PATH,
                example = "root.crt",
                doc = "Certificates that the server's is checked against, PEM.")
        Optional<String> ca,

        @Setting(
                pgbouncer = "server_tls_cert_file",
                format = Setting.Format.PATH,
                example = "client.crt",
                doc = "Certificate to present to the server, PEM.")
        Optional<String> cert,

        @Setting(
                pgbouncer = "server_tls_key_file",
                format = Setting.Format.PATH,
                example = "client.key",
                doc = "Its private key, PEM.")
        Optional<String> key,

        @Setting(
                def = "secure",
                pgbouncer = "server_tls_protocols",
                oneOf = {"secure", "tlsv1.2", "tlsv1.3"},
                doc = "tlsv1.2, tlsv1.3, or secure for both.")
        List<String> protocols,

        @Setting(
                def = "default",
                pgbouncer = "server_tls_ciphers",
                doc = "Ciphers of TLS 1.2 in OpenSSL's words; default, secure, fast, normal and all are Java's choice.")
        String ciphers,

        @Setting(
                pgbouncer = "server_tls13_ciphers",
                example = "TLS_AES_256_GCM_SHA384",
                doc = "Ciphers of TLS 1.3; unset is Java's choice.")
        Optional<String> tls13Ciphers) {}
